/** What a broker checks of a record batch (magic 2) before it takes it, and with which error it refuses. */
import { ErrorCode } from "@k/protocol";
import { readRecords } from "@k/records";
import { BATCH_HEADER_BYTES, type BatchHeader, hasValidCrc, readBatchHeader } from "./batch-header.js";

export interface BatchRules {
  /** max.message.bytes: of the batch as it came, compressed. */
  readonly maxMessageBytes: number;
  /** Decode every record, decompressing if needed, instead of counting uncompressed ones only. */
  readonly validateRecords: boolean;
  /** zstd needs Produce 7. */
  readonly allowZstd: boolean;
}

export type BatchVerdict =
  | { readonly header: BatchHeader; readonly errorCode?: undefined }
  | { readonly header?: undefined; readonly errorCode: number; readonly message: string };

/** `bytes` has to be exactly one whole batch, as Produce 3 and later demand. */
export function validateBatch(bytes: Uint8Array, rules: BatchRules): BatchVerdict {
  if (bytes.length < BATCH_HEADER_BYTES) return refuse(ErrorCode.INVALID_RECORD, `${bytes.length} bytes are no batch`);
  if (bytes[16] !== 2) return refuse(ErrorCode.INVALID_RECORD, `magic ${bytes[16]} where only 2 is allowed`);
  const header = readBatchHeader(bytes);
  const problem = checkHeader(bytes, header, rules);
  if (problem !== undefined) return problem;
  if (header.codec === 0 && countRecords(bytes) !== header.recordsCount) {
    return refuse(
      ErrorCode.INVALID_RECORD,
      `the header says ${header.recordsCount} records, the batch holds another number`,
    );
  }
  if (rules.validateRecords && !everyRecordReads(bytes, header)) {
    return refuse(ErrorCode.CORRUPT_MESSAGE, "a record in the batch cannot be read");
  }
  return { header };
}

function checkHeader(bytes: Uint8Array, header: BatchHeader, rules: BatchRules): BatchVerdict | undefined {
  const { sizeInBytes, baseOffset, lastOffsetDelta, recordsCount, producerId, baseSequence, codec } = header;
  if (sizeInBytes < BATCH_HEADER_BYTES) return refuse(ErrorCode.CORRUPT_MESSAGE, `batch length ${sizeInBytes}`);
  if (sizeInBytes > bytes.length) {
    // To Kafka's reader there is no batch at all, as it takes whole ones only.
    return refuse(ErrorCode.INVALID_RECORD, `batch length ${sizeInBytes}, but ${bytes.length} bytes came`);
  }
  if (sizeInBytes < bytes.length) return refuse(ErrorCode.INVALID_RECORD, "more than one batch for a partition");
  if (sizeInBytes > rules.maxMessageBytes) {
    return refuse(
      ErrorCode.MESSAGE_TOO_LARGE,
      `a batch of ${sizeInBytes} bytes, max.message.bytes is ${rules.maxMessageBytes}`,
    );
  }
  if (!hasValidCrc(bytes, header)) return refuse(ErrorCode.CORRUPT_MESSAGE, "the CRC does not match");
  if (baseOffset !== 0) return refuse(ErrorCode.INVALID_RECORD, `base offset ${baseOffset}, a producer has to send 0`);
  if (recordsCount <= 0 || lastOffsetDelta !== recordsCount - 1) {
    return refuse(ErrorCode.INVALID_RECORD, `${recordsCount} records, last offset delta ${lastOffsetDelta}`);
  }
  if (header.control) return refuse(ErrorCode.INVALID_RECORD, "clients may not write control batches");
  if (producerId >= 0 && baseSequence < 0)
    return refuse(ErrorCode.INVALID_RECORD, `sequence ${baseSequence} of producer ${producerId}`);
  if (header.transactional && producerId < 0)
    return refuse(ErrorCode.INVALID_RECORD, "transactional without a producer id");
  if (codec > 4 || (codec === 4 && !rules.allowZstd))
    return refuse(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, `codec ${codec}`);
  return undefined;
}

/** Walks the length prefixes of an uncompressed batch; -1 if they do not end where the batch does. */
function countRecords(bytes: Uint8Array): number {
  let position = BATCH_HEADER_BYTES;
  let count = 0;
  while (position < bytes.length) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[position++];
      if (byte === undefined || shift > 28) return -1;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    // Zigzag; a record has at least attributes, two deltas and three counts.
    const size = (length >>> 1) ^ -(length & 1);
    if (size < 6) return -1;
    position += size;
    count++;
  }
  return position === bytes.length ? count : -1;
}

function everyRecordReads(bytes: Uint8Array, header: BatchHeader): boolean {
  let expected = 0;
  try {
    for (const record of readRecords(bytes)) if (Number(record.offset) !== expected++) return false;
  } catch {
    return false;
  }
  return expected === header.recordsCount;
}

function refuse(errorCode: number, message: string): BatchVerdict {
  return { errorCode, message };
}
