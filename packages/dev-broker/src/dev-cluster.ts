/** A Kafka cluster inside this process. Wires brokers, network and cluster state together. */
import type { Duplex } from "node:stream";
import { type AnyApi, BrokerError } from "@k/protocol";
import type { KafkaRecord } from "@k/records";
import {
  ClusterState,
  type Endpoint,
  type NewTopic,
  type Partition,
  type RecordValidator,
  type Topic,
} from "./cluster/index.js";
import { DevBroker } from "./dev-broker.js";
import { type DevClusterConfig, type DevClusterOptions, withDefaults } from "./dev-cluster-options.js";
import {
  type ConnectionInterceptor,
  FaultRegistry,
  type Interception,
  type InterceptOptions,
  type Interceptor,
} from "./faults/index.js";
import { LogView } from "./log-view.js";
import { type BrokerVersion, profileOf } from "./profile/index.js";
import {
  type CommittedOffset,
  coordinatorFor,
  type GroupMembers,
  GroupOffsets,
  TransactionCoordinator,
  type TransactionState,
} from "./transactions/index.js";
import { listenTcp, MemoryNetwork } from "./transport/index.js";

export interface NewBroker {
  /** Of the first listener. */
  readonly port?: number;
  readonly rack?: string;
  /** Which release of Kafka it plays, if not the cluster's. */
  readonly version?: BrokerVersion;
}

export interface TransactionView {
  readonly state: TransactionState;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** `topic-partition` */
  readonly partitions: readonly string[];
}

export class DevCluster {
  readonly #config: DevClusterConfig;
  readonly #state: ClusterState;
  readonly #network: MemoryNetwork;
  readonly #faults: FaultRegistry;
  readonly #groups = new GroupOffsets();
  readonly #transactions: TransactionCoordinator;
  readonly #brokers: DevBroker[] = [];
  #connections = 0;

  /** Starts a cluster; it serves when the promise resolves. */
  static async start(options: DevClusterOptions = {}): Promise<DevCluster> {
    const cluster = new DevCluster(withDefaults(options));
    try {
      for (let i = 0; i < cluster.#config.brokers; i++) await cluster.addBroker();
    } catch (error) {
      // Nobody else could close the brokers that listen already, and they would keep the process alive.
      await cluster.close();
      throw error;
    }
    return cluster;
  }

  private constructor(config: DevClusterConfig) {
    this.#config = config;
    this.#state = new ClusterState(config);
    this.#transactions = new TransactionCoordinator(this.#state, this.#groups);
    this.#faults = new FaultRegistry(config.random);
    this.#network = new MemoryNetwork({ clock: config.clock, latencyMs: config.networkLatencyMs });
  }

  /** `host:port` of each broker, on the first listener. */
  get bootstrapServers(): string[] {
    return this.bootstrapServersOf();
  }

  /** `host:port` of each broker on one listener. */
  bootstrapServersOf(listener?: string): string[] {
    return this.#brokers.map((broker) => {
      const { host, port } = broker.endpoint(listener);
      return `${host}:${port}`;
    });
  }

  get brokers(): readonly DevBroker[] {
    return this.#brokers;
  }

  get clusterId(): string {
    return this.#state.clusterId;
  }

  get topics(): string[] {
    return [...this.#state.topics.keys()];
  }

  /** With the transport `memory`: how a client makes a connection. Bound, so that it can be handed on. */
  readonly connect = (endpoint: Endpoint): Duplex => this.#network.connect(endpoint);

  /** One more broker, with the next free id. */
  async addBroker(options: NewBroker = {}): Promise<DevBroker> {
    const id = this.#brokers.length;
    const { listeners, transport, port, profile } = this.#config;
    const version = options.version === undefined ? profile : profileOf(options.version);
    const broker = new DevBroker(this.#state.addNode(id, options.rack ?? null), version, {
      cluster: this.#state,
      transactions: this.#transactions,
      groups: this.#groups,
      faults: this.#faults,
      listeners,
      nextConnectionId: () => this.#connections++,
      listen: (host, at, accept) =>
        transport === "memory" ? this.#network.listen(host, at, accept) : listenTcp(host, at, accept),
    });
    this.#brokers.push(broker);
    try {
      await broker.start({ port: options.port ?? (port === 0 ? 0 : port + id) });
    } catch (error) {
      this.#brokers.splice(this.#brokers.indexOf(broker), 1);
      this.#state.removeNode(id);
      throw error;
    }
    return broker;
  }

  createTopic(name: string, options: NewTopic = {}): void {
    const errorCode = this.#state.checkNewTopic(name, options);
    if (errorCode !== 0) throw new BrokerError(errorCode, `create topic ${JSON.stringify(name)}`);
    this.#state.createTopic(name, options);
  }

  deleteTopic(name: string): void {
    const topic = this.#topic(name);
    this.#state.deleteTopic(topic);
  }

  /** Changes settings of a topic; those that are not named stay. */
  configureTopic(name: string, config: Readonly<Record<string, string>>): void {
    const topic = this.#topic(name);
    this.#state.configureTopic(topic, { ...topic.config.entries, ...config }, false);
  }

  /** More partitions for a topic: `total` in all. */
  addPartitions(name: string, total: number): void {
    const topic = this.#topic(name);
    this.#state.addPartitions(topic, total);
  }

  /** A look into the log of the leader, or of the replica on one broker. */
  log(topic: string, partition = 0, options: { readonly broker?: number } = {}): LogView {
    return new LogView(this.#partition(topic, partition), options.broker);
  }

  /** Every record of a partition, oldest first. */
  readRecords(topic: string, partition = 0): KafkaRecord[] {
    return [...this.log(topic, partition).records()];
  }

  /** Another leader, in a new epoch. A broker that is no replica becomes one first. */
  moveLeader(topic: string, partition: number, brokerId: number): void {
    const node = this.#state.node(brokerId);
    if (node === undefined || !node.running) throw new RangeError(`broker ${brokerId} is not running`);
    const state = this.#partition(topic, partition);
    state.addReplica(brokerId);
    state.setLeader(brokerId);
  }

  /** DeleteRecords: what is before `offset` is gone. */
  deleteRecordsBefore(topic: string, partition: number, offset: bigint): void {
    this.#partition(topic, partition).deleteRecordsBefore(Number(offset));
  }

  /** Refuses records of a topic for reasons of your own, told per record (KIP-467); undefined takes the rule away. */
  refuseRecords(topic: string, validator: RecordValidator | undefined): void {
    const found = this.#topic(topic);
    found.validator = validator;
  }

  /** The broker forgets what it knows of a partition's producers, on every replica. */
  forgetProducers(topic: string, partition = 0): void {
    this.#partition(topic, partition).forgetProducers();
  }

  /** Where a transaction stands; undefined for an id that nobody has used. */
  transaction(transactionalId: string): TransactionView | undefined {
    const transaction = this.#transactions.transaction(transactionalId);
    if (transaction === undefined) return undefined;
    const { state, producerId, producerEpoch, partitions } = transaction;
    return {
      state,
      producerId: BigInt(producerId),
      producerEpoch,
      partitions: [...partitions].map(({ name }) => name),
    };
  }

  /** The broker that coordinates a group or a transactional id at the moment. */
  coordinatorOf(key: string): number {
    return coordinatorFor(this.#state, key)?.id ?? -1;
  }

  /** Says who is a member of a group: TxnOffsetCommit checks it, though there is no group protocol here. */
  setGroupMembers(groupId: string, members: GroupMembers): void {
    this.#groups.setMembers(groupId, members);
  }

  /** What a group has committed, by `topic-partition`. */
  committedOffsets(groupId: string): ReadonlyMap<string, CommittedOffset> {
    return this.#groups.committed(groupId);
  }

  /** Puts an interceptor between an API's requests and the brokers; see faults for ready-made ones. */
  intercept<A extends AnyApi>(
    api: A | "any",
    interceptor: Interceptor<A>,
    options: InterceptOptions = {},
  ): Interception {
    return this.#faults.addForRequests(api, interceptor, options);
  }

  /** Decides about connections when they come in. */
  interceptConnections(interceptor: ConnectionInterceptor, options: InterceptOptions = {}): Interception {
    return this.#faults.addForConnections(interceptor, options);
  }

  /** All faults away. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /** Ends every connection, closes every port; no timer is left. */
  async close(): Promise<void> {
    this.#transactions.close();
    this.#state.close();
    for (const broker of this.#brokers) await broker.kill();
    this.#state.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #topic(name: string): Topic {
    const topic = this.#state.topics.get(name);
    if (topic === undefined) throw new RangeError(`no topic ${JSON.stringify(name)}`);
    return topic;
  }

  #partition(topic: string, index: number): Partition {
    const partition = this.#state.partition(topic, index);
    if (partition === undefined) throw new RangeError(`no partition ${topic}-${index}`);
    return partition;
  }
}
