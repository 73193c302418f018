import { expect, test } from "vitest";
import { compare, type Sent } from "./compare.js";
import type { BatchFacts } from "./log-facts.js";
import { type OptionSet, optionSets } from "./option-set.js";

const set = optionSets().find(({ name }) => name === "magic 2, gzip") as OptionSet;
const batch: BatchFacts = {
  ...{ magic: 2, codec: "gzip", timestampType: "CreateTime", recordCount: 2, sizeInBytes: 100 },
  ...{ baseSequence: undefined, bytes: undefined, wrapperTimestampMs: undefined },
};
const outcome = { partition: 0, offset: 0, timestamp: 5 };

function sent(
  changes: { batch?: Partial<BatchFacts>; content?: string; timestampMs?: number; offset?: number } = {},
): Sent {
  const record = { content: changes.content ?? "61 62", timestampMs: changes.timestampMs ?? 5 };
  return {
    log: [{ records: [record], batches: [{ ...batch, ...changes.batch }] }],
    outcomes: [{ ...outcome, offset: changes.offset ?? 0 }],
  };
}

test("what is the same does not differ", () => {
  expect(compare(set, sent(), sent())).toEqual([]);
});

test.each([
  ["records", { content: "61 63" }],
  ["timestamps", { timestampMs: 6 }],
  ["results", { offset: 1 }],
  ["magic", { batch: { magic: 1 } }],
  ["codec", { batch: { codec: "none" } }],
  ["timestamp type", { batch: { timestampType: "LogAppendTime" } }],
  ["batch counts", { batch: { recordCount: 3 } }],
  ["batch sizes", { batch: { sizeInBytes: 20_000 } }],
  ["sequences", { batch: { baseSequence: 0 } }],
  ["bytes", { batch: { bytes: "00" } }],
  ["wrapper's timestamp", { batch: { wrapperTimestampMs: 0 } }],
] as const)("%s", (aspect, changes) => {
  expect(compare(set, sent(), sent(changes)).map((difference) => difference.aspect)).toEqual([aspect]);
  expect(compare(set, sent(changes), sent()).map((difference) => difference.aspect)).toEqual([aspect]);
});

test("a difference is shown where it is", () => {
  const [difference] = compare(set, sent({ content: `${"0".repeat(100)}1` }), sent({ content: `${"0".repeat(100)}2` }));
  expect(difference?.ours).toBe(`#0 …${"0".repeat(30)}1`);
  expect(difference?.theirs).toBe(`#0 …${"0".repeat(30)}2`);
});
