/** A dump for programs: one JSON object a line, told apart by `type`. */

import type { Batch, KafkaRecord } from "@k/records";
import { bytesToJson, type Output, toJson } from "../output/index.js";
import { controlMarker, firstOffset, lastSequence } from "./batch-facts.js";
import type { DumpFormat } from "./dump-segment.js";

export function jsonFormat(file: string, output: Output): DumpFormat {
  const print = (value: object) => output.line(toJson(value));
  return {
    batch: (batch, position) => print({ type: "batch", file, position, ...batchFields(batch) }),
    record: (record, batch) => print({ type: "record", ...recordFields(record, batch) }),
    problem: (message, position) => print({ type: "problem", file, position, message }),
    note: (message, position) => print({ type: "note", file, position, message }),
    end: (totals) => print({ type: "summary", file, ...totals }),
  };
}

function batchFields(batch: Batch) {
  return {
    magic: batch.magic,
    baseOffset: firstOffset(batch) ?? null,
    lastOffset: batch.lastOffset,
    count: batch.recordsCount ?? null,
    sizeInBytes: batch.sizeInBytes,
    compression: batch.compression,
    crc: batch.crc,
    crcValid: batch.isCrcValid,
    timestampType: batch.timestampType,
    maxTimestamp: batch.maxTimestampMs,
    partitionLeaderEpoch: batch.partitionLeaderEpoch,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    lastSequence: lastSequence(batch),
    isTransactional: batch.isTransactional,
    isControl: batch.isControl,
    deleteHorizon: batch.deleteHorizonMs ?? null,
  };
}

function recordFields(record: KafkaRecord, batch: Batch) {
  const { offset, sequence, key, value } = record;
  return {
    offset,
    timestamp: record.timestampMs,
    timestampType: record.timestampType,
    sequence,
    // Messages (magic 0 and 1) have a checksum each, records of magic 2 have none.
    ...(record.checksum === undefined ? {} : { crc: record.checksum }),
    keySize: key?.length ?? -1,
    valueSize: value?.length ?? -1,
    key: bytesToJson(key),
    value: bytesToJson(value),
    headers: record.headers.map((header) => ({ key: header.key, value: bytesToJson(header.value) })),
    ...(batch.isControl ? { control: controlMarker(record) } : {}),
  };
}
