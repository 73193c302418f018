/** A checker that finds nothing proves nothing: each rule is broken once. */
import { describe, expect, test } from "vitest";
import { drawPlan, type Plan, type Scenario } from "../plan/index.js";
import type { History, LoggedRecord, SentRecord, Transaction } from "../run/index.js";
import { check } from "./index.js";

const NO_MORE = { events: [], endedAtMs: 0, timersLeft: 0, failures: [], flushes: [] };

function planOf(scenario: Scenario): Plan {
  const plan = drawPlan(1, scenario);
  return { ...plan, faults: [], producers: plan.producers.slice(0, 1), cluster: { ...plan.cluster, firstEpoch: 0 } };
}

function sent(id: number, changes: Partial<SentRecord> = {}): SentRecord {
  return {
    id,
    producer: 0,
    key: null,
    value: `${id}:x`,
    sentAtMs: 0,
    settledAtMs: 1,
    settled: 1,
    outcome: { kind: "acknowledged", partition: 0, offset: id },
    transaction: undefined,
    ...changes,
  };
}

function logged(id: number, changes: Partial<LoggedRecord> = {}): LoggedRecord {
  return { partition: 0, offset: id, key: null, value: `${id}:x`, uncommitted: false, writer: "0/0", ...changes };
}

function history(changes: Partial<History>, scenario: Scenario = "exactlyOnce"): History {
  return {
    plan: planOf(scenario),
    sent: [sent(0), sent(1)],
    log: [logged(0), logged(1)],
    transactions: [],
    producers: [{ probe: undefined, timersLeft: 0, bytesLeft: 0, groupOffset: undefined }],
    ...NO_MORE,
    ...changes,
  };
}

function failed(persistence: "notPersisted" | "possiblyPersisted" | undefined): Partial<SentRecord> {
  return { outcome: { kind: "failed", code: "X", message: "it failed", persistence } };
}

test("a good history has no problems", () => {
  expect(check(history({}))).toEqual([]);
});

test.each<[string, RegExp, Partial<History>]>([
  ["a record that is lost", /^G1: record 1 .* is lost/, { log: [logged(0)] }],
  [
    "a record that is there twice",
    /^G2: record 1 is 2 times/,
    { log: [logged(0), logged(1), logged(1, { offset: 2 })] },
  ],
  [
    "records out of order",
    /^G3: partition 0: record 0 stands behind record 1/,
    {
      sent: [
        sent(0, { outcome: { kind: "acknowledged", partition: 0, offset: 1 } }),
        sent(1, { outcome: { kind: "acknowledged", partition: 0, offset: 0 } }),
      ],
      log: [logged(1, { offset: 0 }), logged(0, { offset: 1 })],
    },
  ],
  ["an offset that is not the record's", /^G4: record 1 .* is at 0@5/, { log: [logged(0), logged(1, { offset: 5 })] }],
  ["a record that nobody sent", /^G5: 0@2 holds 2:x, which nobody sent/, { log: [logged(0), logged(1), logged(2)] }],
  ["a record under another key", /^G5: 0@1 holds 1:x under the key k/, { log: [logged(0), logged(1, { key: "k" })] }],
  [
    "a send that is never settled",
    /^G6: record 1 was settled 0 times/,
    { sent: [sent(0), sent(1, { settled: 0, outcome: undefined })] },
  ],
  ["a send that is settled twice", /^G6: record 1 was settled 2 times/, { sent: [sent(0), sent(1, { settled: 2 })] }],
  [
    "a send that takes too long",
    /^G6: record 1 took 900000 ms/,
    { sent: [sent(0), sent(1, { settledAtMs: 900_000 })] },
  ],
  [
    "a producer that does not recover",
    /^G8: producer 0 did not recover within 60001 ms/,
    {
      producers: [
        { probe: { isAcknowledged: false, tookMs: 60_001 }, timersLeft: 0, bytesLeft: 0, groupOffset: undefined },
      ],
    },
  ],
  [
    "memory that is lost",
    /^G9: 7 bytes/,
    { producers: [{ probe: undefined, timersLeft: 0, bytesLeft: 7, groupOffset: undefined }] },
  ],
  [
    "a failure without a reason",
    /^without a fault a record failed: it failed/,
    { sent: [sent(0), sent(1, failed("possiblyPersisted"))] },
  ],
  [
    "a new epoch without a reason",
    /^without a fault 1 producers wrote as 0\/0, 0\/1/,
    { log: [logged(0), logged(1, { writer: "0/1" })] },
  ],
  [
    "a producer's timer that is left",
    /^G10: producer 0 left 2 timers/,
    { producers: [{ probe: undefined, timersLeft: 2, bytesLeft: 0, groupOffset: undefined }] },
  ],
  ["a timer that is left", /^G10: 1 timers/, { timersLeft: 1 }],
  ["an unhandled rejection", /^G10: thrown where nothing should be: TypeError/, { failures: ["TypeError: x"] }],
  [
    "a flush that ends too early",
    /^flush of producer 0 ended before 1 records/,
    { flushes: [{ producer: 0, beforeId: 2, unsettled: [1] }] },
  ],
])("%s is a problem", (_, problem, changes) => {
  expect(check(history(changes))).toEqual([expect.stringMatching(problem)]);
});

test.each([["notPersisted"], [undefined]] as const)("a failure that lies is a problem: %s", (persistence) => {
  const problems = check(history({ sent: [sent(0), sent(1, failed(persistence))] }, "atLeastOnce"));
  expect(problems).toEqual([expect.stringMatching(/^G7: record 1 failed as not persisted and is in the log/)]);
});

test("a failure that says that it does not know is none", () => {
  expect(check(history({ sent: [sent(0), sent(1, failed("possiblyPersisted"))] }, "atLeastOnce"))).toEqual([]);
});

describe("transactions", () => {
  const inTransaction = [sent(0, { transaction: 0 }), sent(1, { transaction: 0 })];
  const ended = (end: Transaction["end"], offset?: number): Transaction[] => [{ producer: 0, end, offset }];
  const hidden = { uncommitted: true };

  test.each<[string, RegExp, Partial<History>]>([
    [
      "committed and not seen",
      /^T1: of committed transaction 0 records are not visible: 1/,
      { transactions: ended("committed"), log: [logged(0), logged(1, hidden)] },
    ],
    [
      "aborted and seen",
      /^T2: of aborted transaction 0 records are visible: 0/,
      { transactions: ended("aborted"), log: [logged(0), logged(1, hidden)] },
    ],
    [
      "half seen",
      /^T4: of transaction 0 only a part is visible: 0/,
      { transactions: ended("unknown"), log: [logged(0), logged(1, hidden)] },
    ],
    ["committed without its offset", /^T3: group 0 has committed undefined/, { transactions: ended("committed", 1) }],
    [
      "aborted with its offset",
      /^T3: group 0 has committed 1/,
      {
        transactions: ended("aborted", 1),
        log: [logged(0, hidden), logged(1, hidden)],
        producers: [{ probe: undefined, timersLeft: 0, bytesLeft: 0, groupOffset: 1 }],
      },
    ],
  ])("%s is a problem", (_, problem, changes) => {
    expect(check(history({ sent: inTransaction, ...changes }, "transactions"))).toEqual([
      expect.stringMatching(problem),
    ]);
  });
});

test("what only a leader had may go with it, and not otherwise", () => {
  const lossy = history({ log: [logged(0)] }, "leaderOnly");
  expect(check(lossy)).toEqual([expect.stringMatching(/^G1/)]);
  const faults = [{ kind: "killBroker", atMs: 0, broker: 0, forMs: 1 }] as const;
  expect(check({ ...lossy, plan: { ...lossy.plan, faults } })).toEqual([]);
});
