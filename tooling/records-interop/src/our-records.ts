/** Our side: the same cases written and read by @k/records. */

import { MessageSetBuilder, RecordBatchBuilder, readRecords } from "@k/records";
import { type PlainRecord, plainRecord, type RecordCase, unhex } from "./record-text.js";

/** Room enough for every case, so that each becomes one batch. */
const SIZE_LIMIT_BYTES = 4 << 20;

export function writeCase({
  magic,
  codec,
  baseOffset,
  logAppendTimeMs,
  producer,
  transactional,
  records,
}: RecordCase): Buffer {
  const options = {
    sizeLimitBytes: SIZE_LIMIT_BYTES,
    compression: codec,
    baseOffset,
    ...(logAppendTimeMs === undefined ? {} : { logAppendTimeMs }),
  };
  const builder =
    magic === 2
      ? new RecordBatchBuilder({ ...options, transactional: transactional ?? false })
      : new MessageSetBuilder({ magic, ...options });
  if (producer !== undefined && builder instanceof RecordBatchBuilder) {
    builder.setProducerState(producer.id, producer.epoch, producer.sequence);
  }
  for (const { timestamp, key, value, headers } of records) {
    const rows = headers.map((header) => {
      const [name = "", data = ""] = header.split("=");
      return { key: String(unhex(name)), value: unhex(data) };
    });
    if (builder.append(Number(timestamp), unhex(key), unhex(value), rows) === null) throw new Error("no room");
  }
  return Buffer.from(builder.close());
}

export function readCase(bytes: Uint8Array): PlainRecord[] {
  return [...readRecords(bytes)].map(plainRecord);
}
