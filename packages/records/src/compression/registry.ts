/** Which codec stands for which name and id. */

import { UnsupportedCodecError } from "../errors.js";
import type { Magic } from "../magic.js";
import { COMPRESSION_TYPES, type Codec, type CompressionType, type CompressOptions } from "./codec.js";
import { gzipCodec } from "./gzip.js";
import { lz4Codec } from "./lz4.js";
import { snappyCodec } from "./snappy.js";
import { zstdCodec } from "./zstd.js";

const codecs = new Map<number, Codec>([gzipCodec, snappyCodec, lz4Codec, zstdCodec].map((codec) => [codec.id, codec]));

/**
 * Puts a codec of yours in the place of the one with its id (a faster binding, one for a runtime without native code)
 * and returns the one it replaced, so that it can be put back.
 */
export function registerCodec(codec: Codec): Codec | undefined {
  if (COMPRESSION_TYPES[codec.id] !== codec.type || codec.id === 0) {
    throw new UnsupportedCodecError(
      `codec ${codec.type} with id ${codec.id}: Kafka knows ${COMPRESSION_TYPES.map((type, id) => `${type} ${id}`).join(", ")}, and none needs no codec`,
    );
  }
  const before = codecs.get(codec.id);
  codecs.set(codec.id, codec);
  return before;
}

/** The codec of a name. */
export function codecOf(type: Exclude<CompressionType, "none">): Codec {
  const codec = codecs.get(COMPRESSION_TYPES.indexOf(type));
  if (codec === undefined) {
    throw new UnsupportedCodecError(
      `unknown compression "${String(type)}": Kafka knows ${COMPRESSION_TYPES.join(", ")}`,
    );
  }
  return codec;
}

/** The codec and options for writing, or undefined for none; what is wrong about them is said here, before a record is taken. */
export function compressorOf(type: CompressionType, magic: Magic, level: number | undefined): Compressor | undefined {
  if (type === "none") return undefined;
  const codec = codecOf(type);
  if (type === "zstd" && magic !== 2) throw new UnsupportedCodecError(`zstd needs magic 2, and this is magic ${magic}`);
  if (level === undefined || codec.levels === undefined) return { codec, options: { magic } };
  const [lowest, highest] = codec.levels;
  if (!Number.isInteger(level) || level < lowest || level > highest) {
    throw new UnsupportedCodecError(`${type}: level ${level} is not a whole number from ${lowest} to ${highest}`);
  }
  return { codec, options: { magic, level } };
}

/** A codec with the options to call it with. */
export interface Compressor {
  readonly codec: Codec;
  readonly options: CompressOptions;
}

/** The codec of attribute bits 0 to 2 that are not 0. */
export function codecById(id: number): Codec {
  const codec = codecs.get(id);
  if (codec === undefined)
    throw new UnsupportedCodecError(`unknown codec id ${id} in the attributes: Kafka knows 0 to 4`);
  return codec;
}

/** The name of attribute bits 0 to 2. */
export function compressionTypeOf(id: number): CompressionType {
  const type = COMPRESSION_TYPES[id];
  if (type === undefined)
    throw new UnsupportedCodecError(`unknown codec id ${id} in the attributes: Kafka knows 0 to 4`);
  return type;
}
