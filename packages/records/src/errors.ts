/** What can be wrong with records: typed, and never retriable, since the same bytes would fail again. */

import { KafkaError } from "@k/protocol/wire";

/** The bytes are not what their format says: wrong checksum, impossible length or count, left-over bytes. */
export class CorruptRecordError extends KafkaError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "CORRUPT_RECORD", ...options });
    this.name = "CorruptRecordError";
  }
}

/** The caller asked for records that the format cannot carry, such as headers before magic 2. */
export class InvalidRecordError extends KafkaError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "INVALID_RECORD", ...options });
    this.name = "InvalidRecordError";
  }
}

/** No codec for this compression here; the message says what to install. */
export class UnsupportedCodecError extends KafkaError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "UNSUPPORTED_COMPRESSION_TYPE", ...options });
    this.name = "UnsupportedCodecError";
  }
}

/** The data decompresses to more than the caller allows (`maxDecompressedBytes`). */
export class DecompressedSizeError extends KafkaError {
  readonly maxDecompressedBytes: number;

  constructor(codec: string, compressedBytes: number, maxDecompressedBytes: number, options: { cause?: unknown } = {}) {
    super(
      `${codec}: ${compressedBytes} compressed bytes give more than ${maxDecompressedBytes} bytes (maxDecompressedBytes)`,
      { code: "DECOMPRESSED_SIZE_EXCEEDED", ...options },
    );
    this.name = "DecompressedSizeError";
    this.maxDecompressedBytes = maxDecompressedBytes;
  }
}
