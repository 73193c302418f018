/** What can go wrong, and when. Each is one of the dev-broker's faults, or a small composition of them. */
import type { BrokerVersion } from "@k/dev-broker";

interface At {
  /** Virtual time. */
  readonly atMs: number;
}

interface OnRequests extends At {
  readonly api: FaultyApi;
  /** How many of the next requests it happens to. */
  readonly count: number;
}

interface OnBroker extends At {
  readonly broker: number;
}

export type Fault =
  // Answers of brokers
  | (OnRequests & { readonly kind: "answer" | "answerAfterAppend"; readonly errorCode: number })
  | (OnRequests & { readonly kind: "omitPartition" | "addForeignPartition" })
  | (At & { readonly kind: "throttle"; readonly ms: number })
  // The way of a request and its answer
  | (OnRequests & { readonly kind: SimpleFault })
  | (OnRequests & { readonly kind: "delay" | "delayResponse"; readonly ms: number })
  | (OnRequests & { readonly kind: "cutResponse"; readonly bytes: number })
  | (OnRequests & { readonly kind: "splitResponse"; readonly bytes: number; readonly pauseMs: number })
  | (OnRequests & { readonly kind: "garbleResponse"; readonly bytes: number })
  | (OnRequests & { readonly kind: "replaceResponse"; readonly bytes: readonly number[] })
  // Connections
  | (OnBroker & { readonly kind: "closeConnections" })
  | (OnBroker & { readonly kind: "refuseConnections" | "muteConnections" | "stallConnections"; readonly count: number })
  | (OnBroker & { readonly kind: "delayConnections"; readonly count: number; readonly ms: number })
  | (OnBroker & { readonly kind: "cutRequest"; readonly bytes: number })
  // Brokers and leaders
  | (OnBroker & { readonly kind: "moveLeader"; readonly partition: number })
  | (OnBroker & { readonly kind: "stopBroker" | "pauseBroker" | "pauseReplication"; readonly forMs: number })
  | (OnBroker & {
      readonly kind: "killBroker";
      readonly forMs: number;
      /** What it comes back as. */
      readonly version?: BrokerVersion;
      readonly newPorts?: boolean;
      /** Of each partition, that its disk did not get. */
      readonly loseBatches?: number;
    })
  | (At & { readonly kind: "addPartition" });

export type SimpleFault =
  | "loseRequest"
  | "loseResponse"
  | "skipResponse"
  | "closeBefore"
  | "closeAfter"
  | "wrongCorrelation";

export type FaultyApi =
  | "Produce"
  | "Metadata"
  | "InitProducerId"
  | "ApiVersions"
  | "FindCoordinator"
  | "AddPartitionsToTxn"
  | "AddOffsetsToTxn"
  | "TxnOffsetCommit"
  | "EndTxn";
