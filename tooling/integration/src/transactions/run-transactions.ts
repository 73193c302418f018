/** Runs planned transactions, several producers at a time, and does about errors what docs/delivery.md says. */
import { KafkaTimeoutError } from "@k/client";
import { KafkaProducer, type ProducerOptions, TransactionAbortableError } from "@k/producer";
import { numberedRecord } from "../numbered/index.js";
import type { Plan, PlannedTransaction } from "./plan.js";
import { TransactionLedger } from "./transaction-ledger.js";

export interface RunOptions {
  readonly plan: Plan;
  readonly topic: string;
  /** Of every producer; `transactionalId` is set here. */
  readonly producer: ProducerOptions;
  /** Transactions per second, all producers together, so that faults have something to hit. */
  readonly perSecond: number;
  /** Ends the run before the plan is through; asked before each transaction. */
  readonly isEnough?: () => boolean;
}

/** A call that is undecided for longer than this hangs. */
const patienceMs = 120_000;

/** Each producer commits the offsets of a group of its own. */
export function groupOf(topic: string, producer: number): string {
  return `${topic}-group-${producer}`;
}

/**
 * Resolves when every transaction is decided. A timeout is waited out by the same call, an abortable error is answered
 * by an abort; both are noted. Any other error ends the run.
 */
export async function runTransactions({
  plan,
  topic,
  producer: options,
  perSecond,
  isEnough = () => false,
}: RunOptions): Promise<TransactionLedger> {
  const ledger = new TransactionLedger(plan);
  const startedAt = performance.now();
  const runProducer = async (index: number): Promise<void> => {
    const own = plan.transactions.filter(({ producer }) => producer === index);
    const producer = new KafkaProducer({ ...options, transactionalId: `${topic}-${index}` });
    try {
      await decide("initTransactions", () => producer.initTransactions());
      for (const transaction of own) {
        const aheadMs = (transaction.id * 1000) / perSecond - (performance.now() - startedAt);
        if (aheadMs > 0) await new Promise((resolve) => setTimeout(resolve, aheadMs));
        if (isEnough()) return;
        await run(producer, transaction);
      }
    } finally {
      await producer.close({ timeoutMs: 10_000 });
    }
  };
  await Promise.all(Array.from({ length: plan.producers }, (_, index) => runProducer(index)));
  return ledger;

  async function run(producer: KafkaProducer, transaction: PlannedTransaction): Promise<void> {
    const { id, commits, flushesFirst, records, offset } = transaction;
    producer.beginTransaction();
    const sends = records.map(({ n, partition }) => producer.send({ ...numberedRecord(topic, n), partition }));
    try {
      if (flushesFirst) await producer.flush();
      if (offset !== null) {
        const offsets = [{ topic, partition: 0, offset }];
        const group = { groupId: groupOf(topic, transaction.producer) };
        await decide("sendOffsetsToTransaction", () => producer.sendOffsetsToTransaction(offsets, group));
      }
      if (commits) {
        await decide("commitTransaction", () => producer.commitTransaction());
        // A commit that is fulfilled although a record was lost would end the run here.
        ledger.committed(transaction, await Promise.all(sends));
        return;
      }
    } catch (error) {
      if (!(error instanceof TransactionAbortableError))
        throw new Error(`transaction ${id} (seed ${plan.seed})`, { cause: error });
      ledger.note(`had to be aborted: ${reason(error)}`);
    }
    await decide("abortTransaction", () => producer.abortTransaction());
    await Promise.allSettled(sends);
    ledger.aborted(transaction);
  }

  async function decide(name: string, call: () => Promise<void>): Promise<void> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof KafkaTimeoutError) || performance.now() > deadline) throw error;
        ledger.note(`${name}: repeated after a KafkaTimeoutError`);
      }
    }
  }
}

/** The innermost cause, numbers left out. */
function reason(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? reason(cause) : `${error.name}: ${error.message.replaceAll(/\d+/g, "#")}`;
}
