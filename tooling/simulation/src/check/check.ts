/**
 * Tells whether a history keeps what the producer promises. Knows only what was sent, what the futures said and what is in
 * the logs; nothing of how either came about.
 */
import type { History, LoggedRecord, SentRecord } from "../run/index.js";
import { checkOrder } from "./check-order.js";
import { checkTransactions } from "./check-transactions.js";
import { places } from "./places.js";
import { whatIsPromised } from "./promise.js";

/** Settling takes no longer than its budgets, and this. */
const GRACE_MS = 1000;

/** What is broken, in words; empty if nothing is. */
export function check(history: History): string[] {
  const { sent, log, failures, timersLeft } = history;
  const promise = whatIsPromised(history.plan);
  const problems = failures.map((failure) => `G10: thrown where nothing should be: ${failure}`);
  if (timersLeft > 0) problems.push(`G10: ${timersLeft} timers are left after close`);
  const copies = new Map<string, LoggedRecord[]>();
  for (const record of log) {
    const known = copies.get(record.value);
    if (known === undefined) copies.set(record.value, [record]);
    else known.push(record);
  }
  if (promise.truth) problems.push(...checkContent(history));
  for (const record of sent) {
    const logged = copies.get(record.value) ?? [];
    problems.push(...checkSettled(record, history));
    if (!promise.truth) continue;
    problems.push(...checkOutcome(record, logged, promise.nothingLost));
    if (promise.nothingTwice && logged.length > 1) {
      problems.push(`G2: record ${record.id} is ${logged.length} times in the log: ${places(logged)}`);
    }
  }
  problems.push(...checkFlushes(history), ...checkEnds(history), ...checkCalm(history));
  if (promise.order) problems.push(...checkOrder(history));
  if (promise.transactions) problems.push(...checkTransactions(history, copies));
  return problems;
}

function checkContent({ sent, log }: History): string[] {
  const keys = new Map(sent.map(({ value, key }) => [value, key]));
  const problems: string[] = [];
  for (const { value, key, partition, offset } of log) {
    if (!keys.has(value)) problems.push(`G5: ${partition}@${offset} holds ${value}, which nobody sent`);
    else if (keys.get(value) !== key) problems.push(`G5: ${partition}@${offset} holds ${value} under the key ${key}`);
  }
  return problems;
}

function checkSettled({ id, producer, settled, sentAtMs, settledAtMs }: SentRecord, { plan }: History): string[] {
  if (settled !== 1) return [`G6: record ${id} was settled ${settled} times`];
  const { maxBlockMs, deliveryTimeoutMs } = plan.producers[producer]!.options;
  const tookMs = settledAtMs - sentAtMs;
  const allowedMs = maxBlockMs + deliveryTimeoutMs + GRACE_MS;
  return tookMs > allowedMs ? [`G6: record ${id} took ${tookMs} ms to settle, more than ${allowedMs}`] : [];
}

function checkOutcome({ id, outcome }: SentRecord, logged: readonly LoggedRecord[], nothingLost: boolean): string[] {
  if (outcome === undefined) return [];
  if (outcome.kind === "failed") {
    // A record that never got into a batch was refused before anything could be written.
    if (outcome.persistence === "possiblyPersisted" || logged.length === 0) return [];
    return [`G7: record ${id} failed as not persisted and is in the log: ${places(logged)} (${outcome.message})`];
  }
  if (!nothingLost) return [];
  const { partition, offset } = outcome;
  if (logged.length === 0) return [`G1: record ${id} was acknowledged at ${partition}@${offset} and is lost`];
  const isThere = logged.some((copy) => copy.partition === partition && (offset < 0 || copy.offset === offset));
  return isThere ? [] : [`G4: record ${id} was acknowledged at ${partition}@${offset} and is at ${places(logged)}`];
}

function checkFlushes({ flushes }: History): string[] {
  return flushes
    .filter(({ unsettled }) => unsettled.length > 0)
    .map(
      ({ producer, unsettled }) =>
        `flush of producer ${producer} ended before ${unsettled.length} records were settled: ${unsettled}`,
    );
}

/** G8, and that all memory comes back. */
function checkEnds({ plan, sent, producers }: History): string[] {
  const problems: string[] = [];
  producers.forEach(({ probe, bytesLeft, timersLeft }, index) => {
    if (timersLeft > 0) problems.push(`G10: producer ${index} left ${timersLeft} timers after close`);
    if (bytesLeft !== 0) problems.push(`G9: ${bytesLeft} bytes of producer ${index}'s buffer memory did not come back`);
    if (probe?.isAcknowledged !== false || plan.scenario === "hostile" || isRefusedForGood(sent, index)) return;
    // Where answers take longer than they may, there is nothing to recover to.
    if (2 * plan.cluster.latencyMs >= plan.producers[index]!.options.requestTimeoutMs) return;
    problems.push(`G8: producer ${index} did not recover within ${probe.tookMs} ms after the last fault`);
  });
  return problems;
}

/** What a record may fail with though nothing went wrong: there was not enough time. */
const OUT_OF_TIME: readonly string[] = [
  "DELIVERY_TIMEOUT",
  "METADATA_TIMEOUT",
  "TIMEOUT",
  "BUFFER_EXHAUSTED",
  "PRODUCER_CLOSED",
];

const TOO_LARGE: readonly string[] = ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"];

/** Where nothing went wrong nothing was refused or repaired: a new epoch would hide a numbering that the broker refused. */
function checkCalm({ plan, sent, log }: History): string[] {
  const isCalm = plan.faults.length === 0 && plan.cluster.firstEpoch === 0 && plan.scenario === "exactlyOnce";
  if (!isCalm) return [];
  const failures = sent.flatMap(({ outcome }) => (outcome?.kind === "failed" ? [outcome] : []));
  // A batch with an attempt that was given up before its answer came cannot be split, however large it is.
  const isStuck = ({ code, persistence }: (typeof failures)[number]) =>
    TOO_LARGE.includes(code) && persistence === "possiblyPersisted";
  const refused = failures.find((failure) => !OUT_OF_TIME.includes(failure.code) && !isStuck(failure));
  if (refused !== undefined) return [`without a fault a record failed: ${refused.message}`];
  if (failures.length > 0) return [];
  const writers = new Set(log.map(({ writer }) => writer));
  if (writers.size <= plan.producers.length) return [];
  return [`without a fault ${plan.producers.length} producers wrote as ${[...writers].join(", ")}`];
}

/** A cluster said that this producer must not go on. */
function isRefusedForGood(sent: readonly SentRecord[], producer: number): boolean {
  return sent.some(
    ({ producer: sender, outcome }) =>
      sender === producer && outcome?.kind === "failed" && outcome.code === "PRODUCER_FENCED",
  );
}
