import type { RecordMetadata } from "@k/producer";
import { expect, test } from "vitest";
import { type Plan, planTransactions } from "./plan.js";
import { TransactionLedger } from "./transaction-ledger.js";

const clean = { missing: 0, abortedVisible: 0, twice: 0, reordered: 0, misplaced: 0, unknown: 0 };

// Transaction 0 commits records 0 and 1, transaction 1 aborts record 2; transaction 2, of another producer, commits record 3.
const plan: Plan = {
  seed: 1,
  producers: 2,
  recordCount: 4,
  transactions: [
    { ...transaction(0, [0, 1]), offset: 10 },
    { ...transaction(1, [2]), commits: false, offset: 20 },
    { ...transaction(2, [3]), producer: 1 },
  ],
};

test("what was committed, at its place and in order", () => {
  const ledger = decided();
  expect(audit(ledger, [0, 1, 3])).toEqual({ ...clean, examples: [] });
  expect([ledger.count("committed"), ledger.count("aborted"), ledger.committedRecords]).toEqual([2, 1, 3]);
  expect([0, 1].map((producer) => ledger.committedOffset(producer))).toEqual([10, undefined]);
});

test("a committed record that is not seen is missing, an aborted one that is seen is visible", () => {
  expect(audit(decided(), [0, 3])).toMatchObject({ ...clean, missing: 1 });
  expect(audit(decided(), [0, 1, 2, 3])).toMatchObject({ ...clean, abortedVisible: 1 });
});

test("twice, out of order, elsewhere, never sent", () => {
  expect(audit(decided(), [0, 1, 1, 3])).toMatchObject({ ...clean, twice: 1 });
  expect(audit(decided(), [1, 0, 3])).toMatchObject({ ...clean, reordered: 1 });
  expect(audit(decided(), [3, 0, 1])).toEqual({ ...clean, examples: [] }); // producers need not wait for each other
  expect(audit(decided(), [0, 1, 3], 5)).toMatchObject({ ...clean, misplaced: 3 });
  expect(audit(decided(), [0, 1, 3, -1, 9])).toMatchObject({ ...clean, unknown: 2 });
});

test("a transaction is decided once", () => {
  expect(() => decided().aborted(plan.transactions[0]!)).toThrow("transaction 0 was decided twice");
});

test("a plan follows from its seed and has of everything", () => {
  const options = { seed: 7, count: 1_000, producers: 3, partitions: 6 };
  const { transactions, recordCount } = planTransactions(options);
  expect(planTransactions(options).transactions).toEqual(transactions);
  expect(planTransactions({ ...options, seed: 8 }).transactions).not.toEqual(transactions);
  const numbers = transactions.flatMap(({ records }) => records.map(({ n }) => n));
  expect(numbers).toEqual(Array.from({ length: recordCount }, (_, n) => n));
  const share = (is: (transaction: (typeof transactions)[number]) => boolean): number => transactions.filter(is).length;
  expect(share(({ commits }) => !commits)).toBeGreaterThan(300);
  expect(share(({ offset }) => offset !== null)).toBeGreaterThan(200);
  expect(share(({ records }) => records.length === 0)).toBeGreaterThan(20);
  expect(share(({ records }) => new Set(records.map(({ partition }) => partition)).size > 2)).toBeGreaterThan(400);
});

function transaction(id: number, numbers: readonly number[]): Plan["transactions"][number] {
  const records = numbers.map((n) => ({ n, partition: 0 }));
  return { id, producer: 0, commits: true, flushesFirst: false, records, offset: null };
}

function decided(): TransactionLedger {
  const ledger = new TransactionLedger(plan);
  const [first, second, third] = plan.transactions;
  ledger.committed(first!, results(0, 1));
  ledger.aborted(second!);
  ledger.committed(third!, results(3));
  return ledger;
}

function results(...offsets: number[]): RecordMetadata[] {
  return offsets.map((offset) => ({ offset: BigInt(offset) }) as RecordMetadata);
}

function audit(ledger: TransactionLedger, numbers: readonly number[], shift = 0) {
  const auditor = ledger.audit();
  for (const n of numbers) auditor.read(n, 0, n + shift);
  return auditor.findings();
}
