import { expect, test } from "vitest";
import type { BatchHeader } from "./batch-header.js";
import { ProducerState, type SequenceRules } from "./producer-state.js";

const PRODUCER = 7;

interface Sent {
  readonly epoch?: number;
  readonly sequence: number;
  readonly count?: number;
}

const header = ({ epoch = 0, sequence, count = 1 }: Sent) =>
  ({
    producerId: PRODUCER,
    producerEpoch: epoch,
    baseSequence: sequence,
    lastOffsetDelta: count - 1,
    transactional: true,
  }) as BatchHeader;

/** A state that has seen these batches, in the order of their offsets. */
function after(...batches: (Sent | "marker")[]): ProducerState {
  const state = new ProducerState();
  let offset = 0;
  for (const batch of batches) {
    const control = batch === "marker";
    const { epoch = 0, sequence = -1, count = 1 } = control ? {} : batch;
    state.update(
      {
        bytes: new Uint8Array(),
        baseOffset: offset,
        lastOffset: offset + count - 1,
        leaderEpoch: 0,
        maxTimestampMs: 0,
        recordsCount: count,
        magic: 2,
        producerId: PRODUCER,
        producerEpoch: epoch,
        baseSequence: sequence,
        transactional: true,
        control,
        aborts: false,
      },
      0,
    );
    offset += count;
  }
  return state;
}

const verdict = (state: ProducerState, sent: Sent, rules: SequenceRules = {}) => {
  const found = state.check(header(sent), rules);
  return found.kind === "refuse"
    ? found.errorCode
    : found.kind === "duplicate"
      ? `copy of ${found.baseOffset}`
      : "append";
};

const FIVE = [0, 1, 2, 3, 4].map((sequence) => ({ sequence }));
const LAST = 2 ** 31 - 1;

test.each<[string, (Sent | "marker")[], Sent, SequenceRules, string | number]>([
  ["nothing known, from 0", [], { sequence: 0 }, {}, "append"],
  ["nothing known, from anywhere", [], { sequence: 9 }, {}, "append"],
  ["nothing known, transactions v2", [], { sequence: 9 }, { strictFirstSequence: true }, 45],
  ["nothing known, before Kafka 2.5", [], { sequence: 9 }, { refuseUnknownProducers: true }, 59],
  ["the next one", [{ sequence: 0, count: 3 }], { sequence: 3 }, {}, "append"],
  ["a gap", [{ sequence: 0, count: 3 }], { sequence: 4 }, {}, 45],
  ["an overlap", [{ sequence: 0, count: 3 }], { sequence: 2 }, {}, 45],
  ["the last one again", [{ sequence: 0, count: 3 }], { sequence: 0, count: 3 }, {}, "copy of 0"],
  ["the last one, split otherwise", [{ sequence: 0, count: 3 }], { sequence: 0, count: 2 }, {}, 45],
  ["the fifth last one again", FIVE, { sequence: 0 }, {}, "copy of 0"],
  ["the sixth last one again", [...FIVE, { sequence: 5 }], { sequence: 0 }, {}, 45],
  ["after the last number", [{ sequence: LAST }], { sequence: 0 }, {}, "append"],
  ["across the last number", [{ sequence: LAST - 1, count: 3 }], { sequence: 1 }, {}, "append"],
  [
    "across the last number, again",
    [{ sequence: LAST - 1, count: 3 }],
    { sequence: LAST - 1, count: 3 },
    {},
    "copy of 0",
  ],
  ["a new epoch from 0", [{ sequence: 0 }], { epoch: 1, sequence: 0 }, {}, "append"],
  ["a new epoch from elsewhere", [{ sequence: 0 }], { epoch: 1, sequence: 1 }, {}, 45],
  ["an old epoch", [{ epoch: 1, sequence: 0 }], { sequence: 1 }, {}, 47],
  ["after a marker of the same epoch", [{ sequence: 0 }, "marker"], { sequence: 1 }, {}, "append"],
  ["after a marker, from 0", [{ sequence: 0 }, { sequence: 1 }, "marker"], { sequence: 0, count: 2 }, {}, 45],
  ["after nothing but a marker", ["marker"], { sequence: 0 }, {}, "append"],
])("%s", (_name, seen, sent, rules, expected) => {
  expect(verdict(after(...seen), sent, rules)).toBe(expected);
});

test("what is no part of the open transaction is refused", () => {
  const plain = { ...header({ sequence: 1 }), transactional: false };
  expect(after({ sequence: 0 }).check(plain)).toMatchObject({ kind: "refuse", errorCode: 48 });
  expect(after({ sequence: 0 }, "marker").check(plain)).toEqual({ kind: "append" });
});

test("idle producers expire, unless a transaction is open", () => {
  const open = after({ sequence: 0 });
  open.expire(PRODUCER, 1000, 1000);
  expect(open.get(PRODUCER)).toBeDefined();
  const done = after({ sequence: 0 }, "marker");
  done.expire(PRODUCER, 999, 1000);
  expect(done.get(PRODUCER)).toBeDefined();
  done.expire(PRODUCER, 1000, 1000);
  expect(done.get(PRODUCER)).toBeUndefined();
});
