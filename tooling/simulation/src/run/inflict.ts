/** Does to a cluster what a fault says. */
import {
  changeResponse,
  closeAfter,
  closeAfterBytes,
  closeBefore,
  cutResponse,
  type DevBroker,
  type DevCluster,
  delay,
  delayConnection,
  delayResponse,
  failAfterwardsWith,
  failWith,
  garbleResponse,
  type Interceptor,
  loseRequest,
  loseResponse,
  muteConnection,
  refuseConnection,
  replaceResponse,
  skipResponse,
  splitResponse,
  stallConnection,
  throttle,
  times,
} from "@k/dev-broker";
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  ApiVersions,
  EndTxn,
  FindCoordinator,
  InitProducerId,
  Metadata,
  Produce,
  type ResponseInitOf,
  TxnOffsetCommit,
} from "@k/protocol";
import type { Fault, FaultyApi } from "../plan/index.js";
import type { SimulatedClock } from "../simulated-clock.js";
import { refusal } from "./refusal.js";
import { TOPIC } from "./topic.js";

const APIS = {
  Produce,
  Metadata,
  InitProducerId,
  ApiVersions,
  FindCoordinator,
  AddPartitionsToTxn,
  AddOffsetsToTxn,
  TxnOffsetCommit,
  EndTxn,
} as const;

export function inflict(fault: Fault, cluster: DevCluster, clock: SimulatedClock): void {
  switch (fault.kind) {
    case "throttle":
      cluster.intercept(Produce, throttle(fault.ms), { when: times(1) });
      return;
    case "moveLeader":
      moveLeader(cluster, fault.partition, fault.broker);
      return;
    case "addPartition":
      if (cluster.topics.includes(TOPIC)) cluster.addPartitions(TOPIC, partitionCount(cluster) + 1);
      return;
    case "killBroker":
    case "stopBroker":
    case "pauseBroker":
    case "pauseReplication":
      takeAway(fault, cluster.brokers[fault.broker] as DevBroker, clock);
      return;
    case "closeConnections":
      cluster.brokers[fault.broker]?.closeConnections();
      return;
    case "refuseConnections":
      cluster.interceptConnections(refuseConnection(), { broker: fault.broker, when: times(fault.count) });
      return;
    case "muteConnections":
      cluster.interceptConnections(muteConnection(), { broker: fault.broker, when: times(fault.count) });
      return;
    case "stallConnections":
      cluster.interceptConnections(stallConnection(), { broker: fault.broker, when: times(fault.count) });
      return;
    case "delayConnections":
      cluster.interceptConnections(delayConnection(fault.ms), { broker: fault.broker, when: times(fault.count) });
      return;
    case "cutRequest":
      cluster.interceptConnections(closeAfterBytes(fault.bytes), { broker: fault.broker, when: times(1) });
      return;
    default:
      cluster.intercept(APIS[fault.api as FaultyApi], interceptorOf(fault, cluster), { when: times(fault.count) });
  }
}

export function partitionCount(cluster: DevCluster): number {
  for (let partition = 0; ; partition++) {
    try {
      cluster.log(TOPIC, partition);
    } catch {
      return partition;
    }
  }
}

type RequestFault = Extract<Fault, { readonly api: FaultyApi }>;

function interceptorOf(fault: RequestFault, cluster: DevCluster): Interceptor {
  switch (fault.kind) {
    case "answer":
      return fault.api === "Produce" ? refusal(fault.errorCode, cluster) : failWith(fault.errorCode);
    case "answerAfterAppend":
      return failAfterwardsWith(fault.errorCode);
    case "omitPartition":
      return changed((response) => ({ ...response, responses: [] }));
    case "addForeignPartition":
      return changed((response) => ({ ...response, responses: [FOREIGN, ...response.responses] }));
    case "loseRequest":
      return loseRequest();
    case "loseResponse":
      return loseResponse();
    case "skipResponse":
      return skipResponse();
    case "closeBefore":
      return closeBefore();
    case "closeAfter":
      return closeAfter();
    case "wrongCorrelation":
      return wrongCorrelation;
    case "delay":
      return delay(fault.ms);
    case "delayResponse":
      return delayResponse(fault.ms);
    case "cutResponse":
      return cutResponse(fault.bytes);
    case "splitResponse":
      return splitResponse(fault.bytes, fault.pauseMs);
    case "garbleResponse":
      return garbleResponse(fault.bytes);
    case "replaceResponse":
      return replaceResponse(Uint8Array.from(fault.bytes));
  }
}

type ProduceResponse = ResponseInitOf<typeof Produce>;

/** The answer about a partition that nobody asked for. */
const FOREIGN: ProduceResponse["responses"][number] = {
  name: "foreign",
  topicId: "AAAAAAAAAAAAAAAAAAAAAQ",
  partitionResponses: [{ index: 7, errorCode: 0, baseOffset: 1234n }],
};

function changed(change: (response: ProduceResponse) => ProduceResponse): Interceptor {
  // Only ever put before Produce.
  return changeResponse<typeof Produce>(change) as unknown as Interceptor;
}

/** The correlation id follows the size; one that nobody waits for must not settle anything. */
const wrongCorrelation: Interceptor = (exchange, next) => {
  exchange.reshape((frame) => {
    const changedFrame = new Uint8Array(frame);
    changedFrame[4] = 0x55;
    return [changedFrame];
  });
  return next();
};

/** To a replica in sync that is up: as a controller would. */
function moveLeader(cluster: DevCluster, partition: number, broker: number): void {
  const { isr, leaderId } = cluster.log(TOPIC, partition);
  if (broker !== leaderId && !isr.includes(broker)) return;
  try {
    cluster.moveLeader(TOPIC, partition, broker);
  } catch {
    // It is down, and the cluster has not noticed yet.
  }
}

type BrokerFault = Extract<Fault, { readonly forMs: number }>;

function takeAway(fault: BrokerFault, broker: DevBroker, clock: SimulatedClock): void {
  if (!broker.isRunning) return;
  switch (fault.kind) {
    case "killBroker": {
      const { loseBatches, version, newPorts } = fault;
      void broker.kill(loseBatches === undefined ? {} : { loseBatches });
      const options = { ...(version !== undefined && { version }), ...(newPorts !== undefined && { newPorts }) };
      clock.setTimer(() => void broker.start(options), fault.forMs);
      return;
    }
    case "stopBroker":
      void broker.stop();
      clock.setTimer(() => void broker.start(), fault.forMs);
      return;
    case "pauseBroker":
      broker.pause();
      clock.setTimer(() => broker.resume(), fault.forMs);
      return;
    case "pauseReplication":
      broker.pauseReplication();
      clock.setTimer(() => broker.resumeReplication(), fault.forMs);
  }
}
