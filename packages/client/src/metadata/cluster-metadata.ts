/** An immutable picture of the cluster. A newer one replaces it; nothing in it ever changes. */
import type { BrokerError } from "@k/protocol";

export interface Broker {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface PartitionMetadata {
  readonly partition: number;
  /** -1 while there is none. */
  readonly leaderId: number;
  /** Grows with every change of leader; -1 if the broker does not tell. */
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

export interface TopicMetadata {
  readonly name: string;
  /** In Kafka's base64 form; all zero where the broker does not tell. A topic that was deleted and made again has another. */
  readonly topicId: string;
  readonly isInternal: boolean;
  /** The index is the partition's number. */
  readonly partitions: readonly PartitionMetadata[];
}

export interface ClusterMetadataInit {
  readonly clusterId: string | null;
  readonly controllerId: number;
  readonly brokers: ReadonlyMap<number, Broker>;
  readonly topics: ReadonlyMap<string, TopicMetadata>;
  readonly topicErrors: ReadonlyMap<string, BrokerError>;
}

export class ClusterMetadata {
  static readonly empty = new ClusterMetadata({
    clusterId: null,
    controllerId: -1,
    brokers: new Map(),
    topics: new Map(),
    topicErrors: new Map(),
  });

  readonly clusterId: string | null;
  /** -1 if unknown. In KRaft clusters any broker, which passes requests on. */
  readonly controllerId: number;
  readonly brokers: ReadonlyMap<number, Broker>;
  /** Only topics that can be used; what is wrong with the others stands in `topicErrors`. */
  readonly topics: ReadonlyMap<string, TopicMetadata>;
  /** What the brokers last said about topics that cannot be used. */
  readonly topicErrors: ReadonlyMap<string, BrokerError>;
  #namesById: ReadonlyMap<string, string> | undefined;

  constructor(init: ClusterMetadataInit) {
    this.clusterId = init.clusterId;
    this.controllerId = init.controllerId;
    this.brokers = init.brokers;
    this.topics = init.topics;
    this.topicErrors = init.topicErrors;
  }

  topicNameById(topicId: string): string | undefined {
    this.#namesById ??= new Map([...this.topics.values()].map(({ topicId: id, name }) => [id, name]));
    return this.#namesById.get(topicId);
  }

  /** The same picture with parts of it replaced. */
  with(changes: Partial<ClusterMetadataInit>): ClusterMetadata {
    return new ClusterMetadata({ ...this, ...changes });
  }
}
