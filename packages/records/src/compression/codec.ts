/** What a compression codec does. Kafka's own are in this folder; others may be registered. */

/** The built-in compressions, in the order of their ids 0 to 4. */
export const COMPRESSION_TYPES = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

export type CompressionType = (typeof COMPRESSION_TYPES)[number];

export interface CompressOptions {
  /** In the codec's own terms; absent: its default. Ignored by codecs without levels. */
  readonly level?: number;
  /** Of the records inside: LZ4 frames of magic 0 carry another header checksum. */
  readonly magic: 0 | 1 | 2;
}

export interface DecompressOptions {
  /** More output than this ends in a DecompressedSizeError, before it is allocated. */
  readonly maxDecompressedBytes: number;
  readonly magic: 0 | 1 | 2;
}

/**
 * A codec. Inputs are neither kept nor changed once the call returned or its promise settled.
 * Wrong input ends in a CorruptRecordError, a missing library in an UnsupportedCodecError.
 */
export interface Codec {
  readonly type: CompressionType;
  /** The three lowest attribute bits of what it compressed. */
  readonly id: number;
  /** Lowest and highest level; absent: it has none, and a level is ignored. */
  readonly levels?: readonly [lowest: number, highest: number];
  compress(bytes: Uint8Array, options: CompressOptions): Uint8Array;
  /** Off the event loop, as far as the library can. */
  compressAsync(bytes: Uint8Array, options: CompressOptions): Promise<Uint8Array>;
  decompress(bytes: Uint8Array, options: DecompressOptions): Uint8Array;
  decompressAsync(bytes: Uint8Array, options: DecompressOptions): Promise<Uint8Array>;
}
