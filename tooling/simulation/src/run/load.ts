/** What a producer's application does: bursts of records, or transactions. */
import type { KafkaProducer } from "@k/producer";
import type { LoadPlan } from "../plan/index.js";
import type { Random } from "../random.js";
import type { SimulatedClock } from "../simulated-clock.js";
import type { SentRecord } from "./history.js";
import type { Recorder } from "./recorder.js";
import { TOPIC } from "./topic.js";

export interface Application {
  readonly index: number;
  readonly producer: KafkaProducer;
  readonly load: LoadPlan;
  readonly recorder: Recorder;
  readonly clock: SimulatedClock;
  readonly random: Random;
}

export async function sendBursts(application: Application): Promise<void> {
  const { producer, load, recorder, clock, index } = application;
  for (let burst = 0; burst < load.bursts; burst++) {
    sendBurst(application, undefined);
    await clock.pass(load.pauseMs);
    if (load.flushes) await recorder.flush(producer, index);
  }
}

/** Ends early if the producer is fenced or otherwise through; says whether it is still usable. */
export async function runTransactions(application: Application): Promise<boolean> {
  const { producer, load, recorder, index } = application;
  try {
    await repeated(() => producer.initTransactions());
    for (let transaction = 0; transaction < load.bursts; transaction++) await runTransaction(application);
    return true;
  } catch (error) {
    recorder.tell(`producer ${index} gives up: ${String(error)}`);
    return false;
  }
}

/** Throws what no abort cures. */
async function runTransaction(application: Application, send?: () => void): Promise<void> {
  const { producer, load, recorder, clock, random, index } = application;
  const number = recorder.transactions.length;
  const transaction = { producer: index, end: "unknown" as "unknown" | "committed" | "aborted", offset: undefined };
  recorder.transactions.push(transaction);
  producer.beginTransaction();
  try {
    if (send === undefined) sendBurst(application, number);
    else send();
    await clock.pass(load.pauseMs);
    if (random.chance(0.3)) await commitOffset(application, number);
    if (send !== undefined || random.chance(0.7)) {
      await repeated(() => producer.commitTransaction());
      transaction.end = "committed";
    } else {
      await repeated(() => producer.abortTransaction());
      transaction.end = "aborted";
    }
  } catch (error) {
    recorder.tell(`transaction ${number}: ${String(error)}`);
    await repeated(() => producer.abortTransaction());
    transaction.end = "aborted";
  } finally {
    recorder.tell(`transaction ${number} of producer ${index}: ${transaction.end}`);
  }
}

async function commitOffset({ producer, recorder, index }: Application, number: number): Promise<void> {
  const offset = number + 1;
  // Whether or not the answer gets through, it may be part of the transaction from here on.
  recorder.transactions[number]!.offset = offset;
  await repeated(() =>
    producer.sendOffsetsToTransaction([{ topic: TOPIC, partition: 0, offset }], { groupId: groupOf(index) }),
  );
}

/** A record after all faults are over: it shows whether the producer has recovered. */
export async function sendProbe(application: Application): Promise<SentRecord> {
  const { producer, recorder, index } = application;
  const isTransactional = recorder.transactions.some((transaction) => transaction.producer === index);
  if (!isTransactional) {
    const probe = recorder.send(producer, { producer: index, transaction: undefined, key: null }, "probe");
    await recorder.flush(producer, index);
    return probe;
  }
  const number = recorder.transactions.length;
  await runTransaction(application, () => {
    recorder.send(producer, { producer: index, transaction: number, key: null }, "probe");
  });
  return recorder.sent.findLast(({ transaction }) => transaction === number) as SentRecord;
}

export function groupOf(producer: number): string {
  return `group-${producer}`;
}

function sendBurst({ producer, load, recorder, index }: Application, transaction: number | undefined): void {
  const filler = "x".repeat(load.valueBytes);
  for (let count = 0; count < load.recordsPerBurst; count++) {
    const key = load.keyed ? `k${recorder.sent.length % 5}` : null;
    recorder.send(producer, { producer: index, transaction, key }, filler);
  }
  recorder.tell(`producer ${index} sent up to ${recorder.sent.length - 1}`);
}

/** A call that timed out is made again until it is decided. */
async function repeated(call: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      return await call();
    } catch (error) {
      if ((error as { code?: string }).code !== "TIMEOUT") throw error;
    }
  }
  throw new Error("20 calls timed out");
}
