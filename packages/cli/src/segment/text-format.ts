/** A dump for people. */

import type { Batch, KafkaRecord } from "@k/records";
import { type Colors, formatCount, type Output, textOf } from "../output/index.js";
import { controlMarker, firstOffset, lastSequence } from "./batch-facts.js";
import type { DumpFormat, DumpTotals } from "./dump-segment.js";
import { annotateHeader } from "./header-fields.js";

export interface TextFormatOptions {
  readonly output: Output;
  readonly colors: Colors;
  /** Show the bytes of each batch's header beside the names of the fields. */
  readonly headerBytes: boolean;
}

export function textFormat(file: string, { output, colors, headerBytes }: TextFormatOptions): DumpFormat {
  return {
    batch(batch, position) {
      output.line(`${colors.bold(`batch at ${formatCount(position)}`)}  ${batchFacts(batch, colors).join(", ")}`);
      output.line(`  ${batchOrigin(batch).join(", ")}`);
      if (headerBytes) for (const line of annotateHeader(batch.bytes)) output.line(`  ${colors.dim(line)}`);
    },
    record: (record, batch) => output.line(`  ${recordFacts(record, batch).join("  ")}`),
    problem: (message, position) => output.line(colors.red(`CORRUPT at byte ${position}: ${message}`)),
    note: (message, position) => output.line(`at byte ${position}: ${message}`),
    end: (totals) => output.line(summary(file, totals)),
  };
}

function batchFacts(batch: Batch, colors: Colors): string[] {
  const crc = `CRC 0x${batch.crc.toString(16).padStart(8, "0")}`;
  return [
    `v${batch.magic}`,
    `${offsets(batch)}${batch.recordsCount === undefined ? "" : ` (${plural(batch.recordsCount, "record")})`}`,
    `${formatCount(batch.sizeInBytes)} bytes`,
    batch.compression === "none" ? "uncompressed" : batch.compression,
    batch.isCrcValid ? `${crc} ok` : colors.red(`${crc} WRONG`),
  ];
}

function offsets(batch: Batch): string {
  const first = firstOffset(batch);
  if (first === undefined) return `up to offset ${batch.lastOffset}`;
  return first === batch.lastOffset ? `offset ${first}` : `offsets ${first}–${batch.lastOffset}`;
}

/** Who wrote the batch, and when. */
function batchOrigin(batch: Batch): string[] {
  const facts = [batch.magic === 0 ? "no timestamps" : `${time(batch.maxTimestampMs)} (${batch.timestampType})`];
  if (batch.magic < 2) return facts;
  facts.push(`leader epoch ${batch.partitionLeaderEpoch}`);
  if (batch.producerId < 0n) facts.push("no producer id");
  else {
    const sequence = batch.baseSequence < 0 ? "no sequence" : `sequence ${batch.baseSequence}–${lastSequence(batch)}`;
    facts.push(`producer ${batch.producerId} epoch ${batch.producerEpoch} ${sequence}`);
  }
  if (batch.isTransactional) facts.push("transactional");
  if (batch.isControl) facts.push("control");
  if (batch.deleteHorizonMs !== undefined) facts.push(`delete horizon ${time(batch.deleteHorizonMs)}`);
  return facts;
}

function recordFacts(record: KafkaRecord, batch: Batch): string[] {
  const facts = [`${record.offset}`];
  if (record.magic > 0) facts.push(time(record.timestampMs));
  if (batch.isControl) facts.push(JSON.stringify(controlMarker(record)));
  else facts.push(`key ${payload(record.key)}`, `value ${payload(record.value)}`);
  if (record.headers.length > 0) {
    facts.push(`headers ${record.headers.map(({ key, value }) => `${key}=${payload(value)}`).join(" ")}`);
  }
  return facts;
}

function payload(bytes: Uint8Array | null): string {
  if (bytes === null) return "null";
  const text = textOf(bytes);
  // Quoted, so that control characters cannot drive the terminal.
  return text === undefined ? `0x${Buffer.from(bytes).toString("hex")}` : JSON.stringify(text);
}

function time(ms: number): string {
  const date = new Date(ms);
  return ms < 0 || Number.isNaN(date.getTime()) ? `timestamp ${ms}` : date.toISOString();
}

function summary(file: string, { batches, records, sizeInBytes, problems }: DumpTotals): string {
  const verdict = problems === 0 ? "no corruption" : plural(problems, "problem");
  const size = `${formatCount(sizeInBytes)} bytes`;
  return `${file}: ${plural(batches, "batch", "batches")}, ${plural(records, "record")}, ${size}, ${verdict}`;
}

const plural = (count: number, one: string, many = `${one}s`) => `${formatCount(count)} ${count === 1 ? one : many}`;
