import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KafkaRecord } from "@k/records";
import { afterEach, expect, test } from "vitest";
import { PartitionComparison } from "./compare.js";
import { Spool } from "./spool.js";

type Sent = readonly [offset: bigint, key: string | null, value: string | null];

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const bytes = (text: string | null) => (text === null ? null : Buffer.from(text));

function compare(sent: readonly Sent[], found: readonly Sent[], { exclusive = true } = {}): number {
  const folder = mkdtempSync(join(tmpdir(), "compare-test-"));
  folders.push(folder);
  const spool = new Spool(join(folder, "p"));
  for (const [offset, key, value] of sent) spool.append(offset, bytes(key), bytes(value));
  const comparison = new PartitionComparison(spool, { name: "t-0", exclusive });
  for (const [offset, key, value] of found) {
    comparison.compare({ offset, key: bytes(key), value: bytes(value) } as KafkaRecord);
  }
  comparison.finish();
  return comparison.verified;
}

const sent: readonly Sent[] = [
  [0n, "a", "1"],
  [1n, null, "2"],
  [2n, "c", null],
];

test("what came back as it was sent is verified", () => {
  expect(compare(sent, sent)).toBe(3);
});

test.each<[string, readonly Sent[], string]>([
  ["another value", [[0n, "a", "X"]], 't-0 offset 0 has another value: sent "1", found "X"'],
  ["another key", [[0n, "X", "1"]], 't-0 offset 0 has another key: sent "a", found "X"'],
  ["null for a text", [[0n, null, "1"]], 't-0 offset 0 has another key: sent "a", found null'],
  ["a text for null", [sent[0]!, [1n, "", "2"]], 't-0 offset 1 has another key: sent null, found ""'],
  ["a gap", [sent[0]!, sent[2]!], 't-0 offset 1 is missing: key null, value "2"'],
  ["an early end", [sent[0]!], 't-0 offset 1 is missing: key null, value "2"'],
  ["one too many", [...sent, [3n, "c", null]], "t-0 offset 3 holds a record that was not acknowledged"],
])("%s is a difference", (_, found, message) => {
  expect(() => compare(sent, found)).toThrow(message);
});

test("in a shared topic, records of others are passed over", () => {
  const ours: readonly Sent[] = [
    [1n, "a", "1"],
    [3n, "b", "2"],
  ];
  const found: readonly Sent[] = [[0n, "x", "y"], ours[0]!, [2n, "x", "y"], ours[1]!, [4n, "x", "y"]];
  expect(compare(ours, found, { exclusive: false })).toBe(2);
});
