/** Draws a plan: the same seed, the same plan. */
import type { BrokerVersion } from "@k/dev-broker";
import { Random } from "../random.js";
import { drawFault } from "./draw-fault.js";
import type { Fault } from "./fault.js";
import type { ClusterPlan, LoadPlan, Plan, ProducerPlan, Scenario } from "./plan.js";

/** How often each scenario is drawn when none is asked for. */
const MIXTURE: readonly Scenario[] = [
  "exactlyOnce",
  "exactlyOnce",
  "exactlyOnce",
  "exactlyOnce",
  "atLeastOnce",
  "leaderOnly",
  "transactions",
  "transactions",
  "transactions",
  "hostile",
];
/** Clusters as they are found: of one release, or in the middle of an upgrade. Transactions v2 begin once all are 4.x. */
const RELEASES: readonly (readonly BrokerVersion[])[] = [["4.1"], ["4.1"], ["3.9"], ["2.8"], ["0.11"], ["2.8", "3.9"]];
const MIXED_RELEASES: readonly BrokerVersion[] = ["2.8", "3.9", "4.1"];
const LAST_EPOCH = 32_766;
/** The first sequence number that there is not. */
const WRAP = 2 ** 31;

export function drawPlan(seed: number, scenario?: Scenario): Plan {
  const random = new Random(seed);
  const drawn = random.pick(MIXTURE);
  const chosen = scenario ?? drawn;
  const cluster = drawCluster(random, chosen);
  const load = drawLoad(random);
  const producers = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, (_, index) =>
    drawProducer(random, chosen, cluster, index),
  );
  const faults = Array.from({ length: random.whole(0, 8) }, () => drawFault(random, cluster, chosen));
  faults.sort((a, b) => a.atMs - b.atMs);
  return { seed, scenario: chosen, cluster, producers, load, faults: withoutOldBrokers(faults) };
}

/** A broker that fails ApiVersions twice in a row is an old one, as far as a client can tell. */
function withoutOldBrokers(faults: readonly Fault[]): Fault[] {
  const first = faults.findIndex(mayFailNegotiation);
  return faults.filter((fault, index) => index === first || !mayFailNegotiation(fault));
}

function mayFailNegotiation(fault: Fault): boolean {
  if ("api" in fault) return fault.api === "ApiVersions" && fault.kind !== "splitResponse";
  return fault.kind === "refuseConnections" || fault.kind === "muteConnections" || fault.kind === "stallConnections";
}

function drawCluster(random: Random, scenario: Scenario): ClusterPlan {
  const brokers = random.whole(1, 3);
  const mixed = scenario !== "transactions" && random.chance(0.15);
  const releases = mixed ? MIXED_RELEASES : random.pick(RELEASES);
  const lagging = random.chance(0.3);
  return {
    versions: Array.from({ length: brokers }, () => random.pick(releases)),
    partitions: random.whole(1, 3),
    latencyMs: random.pick([0, 1, 5, 40, 150]),
    replicationLagMs: lagging ? random.pick([20, 300]) : random.pick([0, 0, 2]),
    replicaLagTimeMaxMs: lagging ? random.pick([100, 1000]) : 30_000,
    brokerSessionTimeoutMs: random.pick([0, 100, 100, 500]),
    transactionMarkerLagMs: random.pick([0, 0, 5, 100]),
    topicConfig: {
      // An election that may lose records breaks promises that the cluster gave, not the producer.
      "unclean.leader.election.enable": String(scenario === "leaderOnly" && random.chance(0.5)),
      "min.insync.replicas": String(Math.min(2, brokers)),
      ...(random.chance(0.1) && { "max.message.bytes": "700" }),
    },
    firstEpoch: scenario === "exactlyOnce" && random.chance(0.1) ? LAST_EPOCH - random.whole(0, 2) : 0,
  };
}

function drawLoad(random: Random): LoadPlan {
  return {
    bursts: random.whole(2, 8),
    recordsPerBurst: random.whole(1, 25),
    pauseMs: random.pick([0, 1, 30, 250]),
    valueBytes: random.pick([1, 20, 100]),
    keyed: random.chance(0.5),
    flushes: random.chance(0.25),
  };
}

function drawProducer(random: Random, scenario: Scenario, cluster: ClusterPlan, index: number): ProducerPlan {
  const idempotent =
    scenario === "exactlyOnce" || scenario === "transactions" || (scenario === "hostile" && random.chance(0.5));
  const transactional = scenario === "transactions";
  const mayStartAnywhere = idempotent && !transactional && !cluster.versions.includes("0.11");
  const isTwin = index > 0 && random.chance(0.5);
  return {
    transactionalId: transactional ? `transactions-${isTwin ? 0 : index}` : undefined,
    startMs: index === 0 ? 0 : random.whole(0, 3000),
    // Brokers before 2.5 and transactions v2 want a new producer to begin at 0.
    firstSequence: mayStartAnywhere && random.chance(0.2) ? WRAP - random.pick([1, 5, 17]) : 0,
    options: {
      acks: scenario === "leaderOnly" ? 1 : "all",
      enableIdempotence: idempotent,
      retries: scenario === "leaderOnly" ? random.pick([0, 0, 3]) : 2 ** 31 - 1,
      batchSize: random.pick([0, 120, 400, 16_384]),
      lingerMs: random.pick([0, 0, 5, 50]),
      bufferMemory: random.pick([40_000, 1_000_000]),
      maxBlockMs: 20_000,
      maxInFlightRequestsPerConnection: scenario === "atLeastOnce" ? 1 : random.pick([1, 2, 5, 5]),
      compressionType: random.pick(["none", "none", "none", "gzip", "snappy", "lz4"] as const),
      requestTimeoutMs: random.pick([200, 1000]),
      deliveryTimeoutMs: random.pick([1500, 1500, 6000, 60_000]),
    },
    abruptCloseMs: random.chance(0.1) ? random.pick([0, 50, 1000]) : undefined,
  };
}
