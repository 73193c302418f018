/** Control records: what brokers write among the data, for readers of transactions and for KRaft. */

import type { Batch } from "./batch.js";
import { asBuffer } from "./bytes.js";
import { CorruptRecordError } from "./errors.js";
import type { KafkaRecord } from "./record.js";
import { RecordBatchBuilder } from "./v2/index.js";

/** In the order of their numbers, 0 to 6. */
const CONTROL_TYPES = [
  "ABORT",
  "COMMIT",
  "LEADER_CHANGE",
  "SNAPSHOT_HEADER",
  "SNAPSHOT_FOOTER",
  "KRAFT_VERSION",
  "KRAFT_VOTERS",
] as const satisfies readonly ControlType[];

/** `UNKNOWN` is a type that came after this library: to be ignored. */
export type ControlType =
  | "ABORT"
  | "COMMIT"
  | "LEADER_CHANGE"
  | "SNAPSHOT_HEADER"
  | "SNAPSHOT_FOOTER"
  | "KRAFT_VERSION"
  | "KRAFT_VOTERS"
  | "UNKNOWN";

export interface ControlMarker {
  readonly type: ControlType;
  /** As it is on the wire; tells unknown types apart. */
  readonly typeId: number;
  readonly version: number;
  readonly offset: bigint;
  readonly timestampMs: number;
  /** ABORT and COMMIT: of the transaction coordinator that wrote it, else undefined. */
  readonly coordinatorEpoch: number | undefined;
  /** The record behind it, for types that carry more. */
  readonly record: KafkaRecord;
}

// key    version int16 (0), type int16
// value  of ABORT and COMMIT: version int16 (0), coordinatorEpoch int32
const KEY_BYTES = 4;
const END_TRANSACTION_VALUE_BYTES = 6;

/** The markers of a control batch (today always one). Throws for a batch that is none. */
export function readControlMarkers(batch: Batch): ControlMarker[] {
  if (!batch.isControl) throw new CorruptRecordError(`batch at offset ${batch.baseOffset} is no control batch`);
  return Array.from(batch.records(), readControlRecord);
}

/** What a record of a control batch says. */
export function readControlRecord(record: KafkaRecord): ControlMarker {
  const { key, offset, timestampMs } = record;
  if (key === null || key.length < KEY_BYTES) {
    throw new CorruptRecordError(
      `control record at offset ${offset}: its key has ${key?.length ?? "no"} bytes, not ${KEY_BYTES}`,
    );
  }
  const version = asBuffer(key).readInt16BE(0);
  const typeId = asBuffer(key).readInt16BE(2);
  const type = CONTROL_TYPES[typeId] ?? "UNKNOWN";
  const coordinatorEpoch = type === "ABORT" || type === "COMMIT" ? readCoordinatorEpoch(record) : undefined;
  return { type, typeId, version, offset, timestampMs, coordinatorEpoch, record };
}

function readCoordinatorEpoch({ value, offset }: KafkaRecord): number {
  if (value === null || value.length < END_TRANSACTION_VALUE_BYTES) {
    throw new CorruptRecordError(
      `end of transaction at offset ${offset}: its value has ${value?.length ?? "no"} bytes, not ${END_TRANSACTION_VALUE_BYTES}`,
    );
  }
  return asBuffer(value).readInt32BE(2);
}

/** The batch by which a broker ends a transaction in a partition. */
export function endTransactionMarker(marker: {
  readonly type: "ABORT" | "COMMIT";
  readonly baseOffset: bigint;
  readonly timestampMs: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
  readonly partitionLeaderEpoch?: number;
}): Uint8Array {
  const builder = new RecordBatchBuilder({
    sizeLimitBytes: 128,
    transactional: true,
    control: true,
    baseOffset: marker.baseOffset,
    partitionLeaderEpoch: marker.partitionLeaderEpoch ?? -1,
  });
  builder.setProducerState(marker.producerId, marker.producerEpoch, -1);
  const key = Buffer.alloc(KEY_BYTES);
  key.writeInt16BE(CONTROL_TYPES.indexOf(marker.type), 2);
  const value = Buffer.alloc(END_TRANSACTION_VALUE_BYTES);
  value.writeInt32BE(marker.coordinatorEpoch, 2);
  builder.append(marker.timestampMs, key, value);
  return builder.close();
}
