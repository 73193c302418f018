export {
  COMPRESSION_TYPES,
  type Codec,
  type CompressionType,
  type CompressOptions,
  type DecompressOptions,
} from "./codec.js";
export { type Compressor, codecById, codecOf, compressionTypeOf, compressorOf, registerCodec } from "./registry.js";
