/** Bugs that producers have had, each as a change of one place in the built code. */
import type { Patch } from "../producer-build.js";

export interface Mutation extends Patch {
  /** What the bug is, as one would tell it. */
  readonly bug: string;
  /** Of rare ones, where the hunt begins: a seed that once found it is not far. Else it begins with 1. */
  readonly from?: number;
}

export const mutations: readonly Mutation[] = [
  {
    bug: "sequences count batches instead of records",
    find: "addToSequence(this.#next, batch.recordCount)",
    replace: "addToSequence(this.#next, 1)",
  },
  {
    bug: "a retry gets a new sequence",
    find: "assign(batch) {\n    if (batch.sequence !== void 0) return;",
    replace: "assign(batch) {",
  },
  {
    bug: "sequences wrap one too early",
    find: "(sequence + count) % SEQUENCE_MODULUS",
    replace: "(sequence + count) % (SEQUENCE_MODULUS - 1)",
  },
  {
    bug: "sequences do not wrap",
    find: "(sequence + count) % SEQUENCE_MODULUS",
    replace: "(sequence + count) | 0",
  },
  {
    bug: "numbering starts again without a new epoch",
    find: "producerEpoch: current.producerEpoch + 1",
    replace: "producerEpoch: current.producerEpoch",
  },
  {
    bug: "the epoch is counted up beyond the last one",
    find: "current.producerEpoch >= MAX_EPOCH",
    replace: "false",
  },
  {
    bug: "five requests in flight before the leader has acknowledged one (KAFKA-14359)",
    find: "return this.#confirmed ? maxInFlight : 1;",
    replace: "return maxInFlight;",
  },
  {
    bug: "a batch that may be in the log is numbered anew",
    find: 'if (first?.sequence !== void 0 && first.lastAttempt === "unknown") return;',
    replace: "",
  },
  {
    bug: "a refused retry makes the lost attempt before it forgotten",
    find: 'else if (batch.lastAttempt === "none") batch.lastAttempt = "notAppended";',
    replace: 'else batch.lastAttempt = "notAppended";',
  },
  {
    bug: "a retried batch goes behind those that were sent after it",
    find: "while (index < batches.length && batches[index].order < batch.order) index++;",
    replace: "index = batches.length;",
  },
  {
    bug: "new batches are sent beside a retry, until the broker has forgotten its first copy",
    from: 8_000_450,
    find: "if (inFlight.some(({ attempts }) => attempts > 1)) return false;",
    replace: "",
  },
  {
    bug: "an acknowledged batch is sent again if it was a retry",
    find: "#acknowledge(batch, baseOffset, logAppendTimeMs, nowMs) {",
    replace:
      "#acknowledge(batch, baseOffset, logAppendTimeMs, nowMs) {\n    if (batch.attempts === 2 && !batch.isDone) {\n      batch.renumber(void 0);\n      this.#accumulator.reenqueue(batch);\n      return;\n    }",
  },
  {
    bug: "answers are given to the batches in the wrong order",
    find: "return batches.map(({ queue }) => answers.get(queue.name));",
    replace: "return batches.map((_, index) => [...answers.values()].at(-1 - index));",
  },
  {
    bug: "every record of a batch is told the offset of the first",
    find: "BigInt(base + index)",
    replace: "BigInt(base)",
  },
  {
    bug: "a batch that expires on the wire counts as not persisted",
    find: 'if (batch.phase === "inFlight") batch.possiblyPersisted = true;\n      else if',
    replace: 'if (batch.phase === "inFlight") void 0;\n      else if',
  },
  {
    bug: "a batch on the wire when the producer is closed counts as not persisted",
    find: 'if (batch.phase === "inFlight") batch.possiblyPersisted = true;\n      this.#accumulator.discard(batch);',
    replace: "this.#accumulator.discard(batch);",
  },
  {
    bug: "REQUEST_TIMED_OUT counts as not appended",
    find: 'REQUEST_TIMED_OUT, { verdict: "retry", maybeAppended: true }',
    replace: 'REQUEST_TIMED_OUT, { verdict: "retry", maybeAppended: false }',
  },
  {
    bug: "a buffer is reused while the socket still reads it (KAFKA-19012)",
    find: "if (!batch.isDone || batch.writesPending > 0 || batch.codecPending || batch.reservedBytes === 0) return;\n    if (batch.queue.inFlight.includes(batch)) return;",
    replace: "if (!batch.isDone || batch.codecPending || batch.reservedBytes === 0) return;",
  },
  {
    bug: "a buffer is reused while the codec still writes to it",
    find: "batch.writesPending > 0 || batch.codecPending || ",
    replace: "batch.writesPending > 0 || ",
  },
  {
    bug: "a finished batch does not give its memory back",
    find: "this.memory.give(batch.reservedBytes);",
    replace: "",
  },
  {
    bug: "a flush does not wait for the pieces of a split batch",
    find: "this.generations.enterAt(parent.generation);",
    replace: "",
  },
  {
    bug: "the pieces of a split batch stand in reverse order",
    find: "batch.order + index * batch.recordSpan",
    replace: "batch.order",
  },
  {
    bug: "the pieces of a split batch count their sequences as one each",
    find: "sequenceOffset += made.recordCount;",
    replace: "sequenceOffset += 1;",
  },
  {
    bug: "nothing expires",
    find: "if (nowMs < this.nextExpiryMs) return [];",
    replace: "return [];",
  },
  {
    bug: "neither the new leader that an answer names nor metadata is heeded",
    find: "const told = leaderId >= 0 &&",
    replace: "const told = true || leaderId >= 0 &&",
  },
  {
    bug: "a response that leaves out a partition is taken for its failure for good",
    find: "if (answer === void 0) this.#retryOrFail(batch, omitted(batch), true, nowMs);",
    replace: "if (answer === void 0) this.#fail(batch, omitted(batch), nowMs);",
  },
  {
    bug: "the sender's timer survives the close",
    find: "this.#stopTimer();\n    for (const unsubscribe of",
    replace: "for (const unsubscribe of",
  },
  {
    bug: "a commit does not wait for its records",
    find: 'this.#enter({ name: "committing" });\n      await this.#hooks.settleAll();',
    replace: 'this.#enter({ name: "committing" });',
  },
  {
    bug: "an abort does not wait for what is still on the wire",
    find: "await this.#hooks.landed();",
    replace: "",
  },
  {
    bug: "a commit goes through though a record failed",
    find: "this.#throwIfBroken();\n      await this.#end(true);",
    replace: "await this.#end(true);",
  },
  {
    bug: "records are sent before their partition is in the transaction",
    find: "if (this.#added.has(queue)) return true;",
    replace: "if (this.#added.has(queue) || this.#toAdd.has(queue)) return true;",
  },
  {
    bug: "partitions of one transaction count as part of the next",
    find: "this.#added.clear();",
    replace: "",
  },
  {
    bug: "the epoch that ends a transaction is not taken over (KIP-890)",
    find: "if (response.errorCode === 0 && response.producerId >= 0n) {",
    replace: "if (false) {",
  },
  {
    bug: "an abort that drops what was sent before keeps the epoch",
    find: "batch.queue.sequence?.lost();\n      this.#lost(error);\n    }\n    this.#memoryFreed();",
    replace: "batch.queue.sequence?.lost();\n    }\n    this.#memoryFreed();",
  },
];
