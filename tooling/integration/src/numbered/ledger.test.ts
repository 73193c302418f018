import { KafkaError } from "@k/protocol";
import { expect, test } from "vitest";
import { Ledger } from "./ledger.js";

const clean = { missing: 0, misplaced: 0, unknown: 0, falselyNotPersisted: 0, duplicates: 0, reordered: 0 };

test("everything in its place, and what failed may be there or not", () => {
  const ledger = acknowledged(3);
  ledger.fail(3, new Error("connection 17 lost"));
  expect(audit(ledger, [0, 1, 2])).toMatchObject(clean);
  expect(audit(ledger, [0, 1, 2, 3])).toMatchObject(clean);
  expect(Object.fromEntries(ledger.errors)).toEqual({ "Error: connection # lost": 1 });
});

test("an acknowledged record that is not read is missing", () => {
  const findings = audit(acknowledged(3), [0, 2], [0, 2]);
  expect(findings).toMatchObject({ ...clean, missing: 1 });
  expect(findings.examples).toEqual(["missing: record 1, promised at partition 0, offset 1"]);
});

test("one that is read at another offset than promised is misplaced", () => {
  expect(audit(acknowledged(2), [0, 1], [0, 5])).toMatchObject({ ...clean, misplaced: 1 });
});

test("one that is read twice is a duplicate, one behind a later one is reordered, a stranger is unknown", () => {
  expect(audit(acknowledged(2), [0, 1, 1])).toMatchObject({ ...clean, duplicates: 1 });
  expect(audit(acknowledged(2), [1, 0], [1, 0])).toMatchObject({ ...clean, reordered: 1 });
  expect(audit(acknowledged(2), [0, 1, -1, 77])).toMatchObject({ ...clean, unknown: 2 });
});

test("one that failed as not persisted and is there all the same is told apart", () => {
  const ledger = acknowledged(1);
  const delivery = { topic: "t", partition: 0, recordCount: 1, attempts: 1, ageMs: 1, persistence: "notPersisted" };
  ledger.fail(1, Object.assign(new KafkaError("x", { code: "X" }), { delivery }));
  expect(audit(ledger, [0, 1])).toMatchObject({ ...clean, falselyNotPersisted: 1 });
});

test("settling a record twice is an error of its own", () => {
  const ledger = acknowledged(1);
  expect(() => ledger.fail(0, new Error("late"))).toThrow("record 0 was settled twice");
});

/** Ten records, the first `count` acknowledged at partition 0 and their number as offset. */
function acknowledged(count: number): Ledger {
  const ledger = new Ledger(10);
  for (let n = 0; n < count; n++) ledger.acknowledge(n, { partition: 0, offset: BigInt(n) });
  return ledger;
}

function audit(ledger: Ledger, numbers: readonly number[], offsets: readonly number[] = numbers.map((_, i) => i)) {
  const auditor = ledger.audit();
  for (const [i, n] of numbers.entries()) auditor.read(n, 0, offsets[i]!);
  return auditor.findings();
}
