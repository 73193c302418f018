import { describe, expect, test } from "vitest";
import { type AttemptResult, type BatchSequence, type NumberedBatch, PartitionSequence } from "./partition-sequence.js";

class Batch implements NumberedBatch {
  readonly recordCount: number;
  lastAttempt: AttemptResult = "none";
  sequence: BatchSequence | undefined;

  constructor(recordCount: number) {
    this.recordCount = recordCount;
  }

  renumber(sequence: BatchSequence | undefined): void {
    this.sequence = sequence;
  }
}

const identity = { producerId: 7n, producerEpoch: 0 };

function granted(options: { countsEpochs?: boolean; firstSequence?: number } = {}): PartitionSequence {
  const sequence = new PartitionSequence({ countsEpochs: true, ...options });
  sequence.grant(identity);
  return sequence;
}

function numbered(sequence: PartitionSequence, recordCount: number): Batch {
  const batch = new Batch(recordCount);
  sequence.assign(batch);
  return batch;
}

describe("numbers", () => {
  test("count records, not batches, and are kept", () => {
    const sequence = granted();
    const batches = [3, 2, 5].map((count) => numbered(sequence, count));
    expect(batches.map((batch) => batch.sequence?.baseSequence)).toEqual([0, 3, 5]);
    sequence.assign(batches[1] as Batch);
    expect(batches[1]?.sequence?.baseSequence).toBe(3);
  });

  test("start again at 0 after 2^31 - 1, in the middle of a batch too", () => {
    const sequence = granted({ firstSequence: 2 ** 31 - 2 });
    expect([4, 1].map((count) => numbered(sequence, count).sequence?.baseSequence)).toEqual([2 ** 31 - 2, 2]);
  });

  test("of the pieces of a split batch are those of its records, over the wrap too", () => {
    const sequence = granted({ firstSequence: 2 ** 31 - 3 });
    const whole = numbered(sequence, 6);
    const pieces = [new Batch(2), new Batch(4)];
    pieces.forEach((piece, index) => {
      sequence.continue(piece, whole.sequence as BatchSequence, index * 2);
    });
    expect(pieces.map((piece) => piece.sequence?.baseSequence)).toEqual([2 ** 31 - 3, 2 ** 31 - 1]);
  });
});

describe("requests in flight", () => {
  test("one, until the current leader has acknowledged a batch under the current epoch (KAFKA-14359)", () => {
    const sequence = granted();
    const first = numbered(sequence, 1);
    const next = new Batch(1);
    expect(sequence.allowedInFlight(next, 5)).toBe(1);
    sequence.acknowledged(first.sequence as BatchSequence);
    expect(sequence.allowedInFlight(next, 5)).toBe(5);
    sequence.leaderChanged();
    expect(sequence.allowedInFlight(next, 5)).toBe(1);
  });

  test("one, again, after a failure; and a retry travels alone", () => {
    const sequence = granted();
    const batch = numbered(sequence, 1);
    sequence.acknowledged(batch.sequence as BatchSequence);
    expect(sequence.allowedInFlight(batch, 5)).toBe(1);
    sequence.attemptFailed();
    expect(sequence.allowedInFlight(new Batch(1), 5)).toBe(1);
  });

  test("an acknowledgement under an older epoch proves nothing", () => {
    const sequence = granted();
    const old = numbered(sequence, 1);
    sequence.lost();
    sequence.restartIfBroken([]);
    sequence.acknowledged(old.sequence as BatchSequence);
    expect(sequence.allowedInFlight(new Batch(1), 5)).toBe(1);
  });
});

describe("a number that can never be filled", () => {
  test("starts numbering again at 0 under the next epoch", () => {
    const sequence = granted();
    numbered(sequence, 4);
    const queued = numbered(sequence, 2);
    queued.lastAttempt = "notAppended";
    sequence.lost();
    sequence.restartIfBroken([queued]);
    expect(queued.sequence).toBeUndefined();
    sequence.assign(queued);
    expect(queued.sequence).toEqual({ producerId: 7n, producerEpoch: 1, baseSequence: 0 });
  });

  test("waits for a batch whose fate is open: that one is resolved under its old numbers first", () => {
    const sequence = granted();
    const open = numbered(sequence, 2);
    open.lastAttempt = "unknown";
    sequence.lost();
    sequence.restartIfBroken([open]);
    expect(open.sequence?.producerEpoch).toBe(0);
    expect(sequence.allowedInFlight(open, 5)).toBe(1);
    expect(sequence.allowedInFlight(new Batch(1), 5)).toBe(0);
  });

  test("needs a new producer id when the epochs are used up, and takes no old one for new", () => {
    const sequence = new PartitionSequence({ countsEpochs: true });
    sequence.grant({ producerId: 7n, producerEpoch: 32766 });
    numbered(sequence, 1);
    sequence.lost();
    sequence.restartIfBroken([]);
    expect(sequence.needsProducerId).toBe(true);
    sequence.grant(identity);
    expect(sequence.needsProducerId).toBe(true);
    sequence.grant({ producerId: 8n, producerEpoch: 0 });
    sequence.restartIfBroken([]);
    expect(numbered(sequence, 1).sequence).toEqual({ producerId: 8n, producerEpoch: 0, baseSequence: 0 });
  });

  test("is the coordinator's to cure for a transactional producer: its epoch is not counted up here", () => {
    const sequence = granted({ countsEpochs: false });
    numbered(sequence, 1);
    sequence.lost();
    sequence.restartIfBroken([]);
    expect(sequence.allowedInFlight(new Batch(1), 5)).toBe(0);
    sequence.grant({ producerId: 7n, producerEpoch: 1 });
    sequence.restartIfBroken([]);
    expect(numbered(sequence, 1).sequence).toEqual({ producerId: 7n, producerEpoch: 1, baseSequence: 0 });
  });
});
