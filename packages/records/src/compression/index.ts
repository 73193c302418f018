export {
  COMPRESSION_TYPES,
  type Codec,
  type CompressionType,
  type CompressOptions,
  type DecompressOptions,
} from "./codec.js";
export { codecById, codecOf, compressionTypeOf, registerCodec } from "./registry.js";
