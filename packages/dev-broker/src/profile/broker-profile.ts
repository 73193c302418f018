/** What one release of Kafka speaks, and where it behaves differently from today's. */

export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

export interface BrokerProfile {
  /** Kafka's version: "4.1". */
  readonly name: string;
  /** The answer to ApiVersions; what is not in it is not served. */
  readonly apiVersions: ReadonlyMap<number, VersionRange>;
  /**
   * What happens to an API that is not in the table, or a version of it that is not:
   * `close` the connection (0.10 and later, and 0.8.2 for unknown APIs);
   * `silence`: no answer, now and ever, on a connection that stays open (0.9).
   */
  readonly unknownApi: "close" | "silence";
  /** 0.8.2 and 0.9 take any version of an API that they know, and answer as the highest one that they know. */
  readonly answersUnknownVersions: boolean;
  /** 0.8.2 names no brokers until the first topic exists. */
  readonly hidesBrokersWithoutTopics: boolean;
  /** Kafka 4 lists Produce from 0 and takes it from 3. */
  readonly lowestProduceVersion: number;
  /** The newest format that the log takes: older ones are kept as they come before magic 2, and converted from then on. */
  readonly magic: 0 | 1 | 2;
  /** transaction.version that the cluster has finalized: 2 is KIP-890. */
  readonly transactionVersion: 0 | 1 | 2;
  /** Before 2.5 a producer without state had to begin at sequence 0, else UNKNOWN_PRODUCER_ID. */
  readonly refusesUnknownProducers: boolean;
  /** From 3.6 on the leader asks the coordinator whether a partition belongs to the transaction (KIP-890, part 1). */
  readonly verifiesTransactions: boolean;
  /** With ZooKeeper only the controller creates topics: others answer NOT_CONTROLLER. */
  readonly controllerOnly: boolean;
}
