/** Draws a fault that the scenario's promise must survive. */
import { ErrorCode } from "@k/protocol";
import type { Random } from "../random.js";
import type { Fault, FaultyApi } from "./fault.js";
import type { ClusterPlan, Scenario } from "./plan.js";

const LAST_FAULT_MS = 4000;

/** Codes that say that nothing was appended; those about numbers and sizes are not said of what is in the log already. */
const REFUSALS = [
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.LEADER_NOT_AVAILABLE,
  ErrorCode.NOT_ENOUGH_REPLICAS,
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.FENCED_LEADER_EPOCH,
  ErrorCode.CORRUPT_MESSAGE,
  ErrorCode.THROTTLING_QUOTA_EXCEEDED,
  ErrorCode.MESSAGE_TOO_LARGE,
  ErrorCode.MESSAGE_TOO_LARGE,
  ErrorCode.RECORD_LIST_TOO_LARGE,
  ErrorCode.INVALID_RECORD,
  ErrorCode.TOPIC_AUTHORIZATION_FAILED,
  ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
  ErrorCode.UNKNOWN_PRODUCER_ID,
];
/** Codes that leave open whether anything was appended. */
const DOUBTS = [
  ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  ErrorCode.REQUEST_TIMED_OUT,
  ErrorCode.UNKNOWN_SERVER_ERROR,
  ErrorCode.KAFKA_STORAGE_ERROR,
];
const COORDINATOR_REFUSALS = [
  ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
  ErrorCode.NOT_COORDINATOR,
  ErrorCode.COORDINATOR_NOT_AVAILABLE,
  ErrorCode.CONCURRENT_TRANSACTIONS,
];
const METADATA_REFUSALS = [ErrorCode.LEADER_NOT_AVAILABLE, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION];

const ANYWHERE: readonly FaultyApi[] = [
  "Produce",
  "Produce",
  "Produce",
  "Produce",
  "Metadata",
  "InitProducerId",
  "ApiVersions",
];
const OF_TRANSACTIONS: readonly FaultyApi[] = [
  "FindCoordinator",
  "AddPartitionsToTxn",
  "AddOffsetsToTxn",
  "TxnOffsetCommit",
  "EndTxn",
  "EndTxn",
];

export function drawFault(random: Random, cluster: ClusterPlan, scenario: Scenario): Fault {
  const atMs = random.chance(0.3) ? 0 : random.whole(0, LAST_FAULT_MS);
  const count = random.pick([1, 1, 1, 2, 3, 6]);
  const broker = random.whole(0, cluster.versions.length - 1);
  const api = random.pick(scenario === "transactions" ? [...ANYWHERE, ...OF_TRANSACTIONS] : ANYWHERE);
  if (scenario === "hostile" && random.chance(0.4)) return drawLie(random, { atMs, api, count });
  return random.pick([
    () => drawAnswer(random, { atMs, api, count }),
    () => drawAnswer(random, { atMs, api, count }),
    () => drawAnswer(random, { atMs, api: "Produce", count }),
    () => drawLoss(random, { atMs, api, count }),
    () => drawLoss(random, { atMs, api, count }),
    () => drawLoss(random, { atMs, api: "Produce", count }),
    () => drawDelay(random, { atMs, api, count }),
    () => drawConnection(random, { atMs, broker }),
    () => drawBroker(random, { atMs, broker }, cluster, scenario),
    () => drawBroker(random, { atMs, broker }, cluster, scenario),
  ])();
}

function drawAnswer(random: Random, on: On): Fault {
  const { atMs, api } = on;
  // There is no answer to ApiVersions that says no for a while.
  if (api === "ApiVersions") return drawLoss(random, on);
  if (api !== "Produce") {
    return {
      kind: "answer",
      ...on,
      errorCode: random.pick(api === "Metadata" ? METADATA_REFUSALS : COORDINATOR_REFUSALS),
    };
  }
  return random.pick<() => Fault>([
    () => ({ kind: "answer", ...on, errorCode: random.pick(REFUSALS) }),
    () => ({ kind: "answer", ...on, errorCode: random.pick(REFUSALS) }),
    () => ({ kind: "answerAfterAppend", ...on, errorCode: random.pick(DOUBTS) }),
    () => ({ kind: "omitPartition", ...on }),
    () => ({ kind: "addForeignPartition", ...on }),
    () => ({ kind: "throttle", atMs, ms: random.pick([20, 500]) }),
  ])();
}

function drawLoss(random: Random, { count, ...rest }: On): Fault {
  // Who hangs up on ApiVersions time after time is an old broker, as far as anybody can tell.
  const on = { ...rest, count: rest.api === "ApiVersions" ? 1 : count };
  return random.pick<() => Fault>([
    () => ({ kind: "loseRequest", ...on }),
    () => ({ kind: "loseResponse", ...on }),
    () => ({ kind: "closeBefore", ...on }),
    () => ({ kind: "closeAfter", ...on }),
    () => ({ kind: "closeAfter", ...on }),
    () => ({ kind: "skipResponse", ...on, count: 1 }),
    () => ({ kind: "wrongCorrelation", ...on, count: 1 }),
    () => ({ kind: "cutResponse", ...on, count: 1, bytes: random.whole(0, 60) }),
  ])();
}

function drawDelay(random: Random, { count, ...rest }: On): Fault {
  // As with losses: one slow answer to ApiVersions is a slow broker, two are an old one.
  const on = { ...rest, count: rest.api === "ApiVersions" ? 1 : count };
  return random.pick<() => Fault>([
    () => ({ kind: "delay", ...on, ms: random.pick([3, 50, 400]) }),
    () => ({ kind: "delayResponse", ...on, ms: random.pick([3, 50, 400, 2500]) }),
    () => ({ kind: "splitResponse", ...on, bytes: random.pick([1, 3, 7]), pauseMs: random.pick([0, 1]) }),
  ])();
}

function drawConnection(random: Random, on: OnBroker): Fault {
  const count = random.pick([1, 2, 6]);
  return random.pick<() => Fault>([
    () => ({ kind: "closeConnections", ...on }),
    () => ({ kind: "closeConnections", ...on }),
    () => ({ kind: "refuseConnections", ...on, count }),
    () => ({ kind: "muteConnections", ...on, count: 1 }),
    () => ({ kind: "stallConnections", ...on, count: 1 }),
    () => ({ kind: "delayConnections", ...on, count, ms: random.pick([10, 300]) }),
    // Behind the version negotiation: somewhere in a request with records.
    () => ({ kind: "cutRequest", ...on, bytes: random.whole(80, 1200) }),
  ])();
}

function drawBroker(random: Random, on: OnBroker, { partitions, versions }: ClusterPlan, scenario: Scenario): Fault {
  const { atMs, broker } = on;
  const forMs = random.pick([10, 300, 2000]);
  return random.pick<() => Fault>([
    () => ({ kind: "moveLeader", ...on, partition: random.whole(0, partitions - 1) }),
    () => ({ kind: "moveLeader", ...on, partition: random.whole(0, partitions - 1) }),
    () => ({ kind: "killBroker", ...on, forMs }),
    () => ({
      kind: "killBroker",
      ...on,
      forMs,
      version: random.pick(versions),
      // The first broker stays where it is, so that the bootstrap servers do not all lead nowhere.
      ...(broker > 0 && random.chance(0.3) && { newPorts: true }),
      // Its peers keep what acks all promised only if the others have it: a promise of the cluster, not of the producer.
      ...(scenario === "leaderOnly" && random.chance(0.5) && { loseBatches: random.whole(1, 3) }),
    }),
    () => ({ kind: "stopBroker", ...on, forMs }),
    () => ({ kind: "pauseBroker", ...on, forMs }),
    () => ({ kind: "pauseReplication", atMs, broker, forMs }),
    () => ({ kind: "addPartition", atMs }),
  ])();
}

/** What no TCP connection lets through, and a broken proxy might. */
function drawLie(random: Random, on: On): Fault {
  const api = random.chance(0.15) ? "ApiVersions" : on.api;
  return random.chance(0.8)
    ? { kind: "garbleResponse", ...on, api, bytes: random.pick([1, 1, 4, 50]) }
    : { kind: "replaceResponse", ...on, api, count: 1, bytes: Array.from({ length: 40 }, () => random.whole(0, 255)) };
}

interface On {
  readonly atMs: number;
  readonly api: FaultyApi;
  readonly count: number;
}

interface OnBroker {
  readonly atMs: number;
  readonly broker: number;
}
