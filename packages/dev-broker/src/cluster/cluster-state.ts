/**
 * What a cluster's controller knows: brokers, topics, leaders, producer ids. No IO; brokers with their sockets stand
 * around it and call in.
 */
import { ErrorCode } from "@k/protocol";
import type { Clock } from "../clock.js";
import { BrokerNode } from "./broker-node.js";
import { electLeader } from "./elect-leader.js";
import { Partition, type PartitionSurroundings } from "./partition.js";
import { randomUuid } from "./random-uuid.js";
import { isValidTopicName, Topic } from "./topic.js";
import { parseTopicConfig } from "./topic-config.js";

export interface ClusterSettings {
  readonly clock: Clock;
  /** Milliseconds since 1970, for LogAppendTime. */
  readonly wallClockMs: () => number;
  /** [0, 1) */
  readonly random: () => number;
  readonly autoCreateTopics: boolean;
  readonly defaultPartitions: number;
  readonly defaultReplicationFactor: number;
  readonly maxLogBytes: number;
  readonly replicationLagMs: () => number;
  readonly replicaLagTimeMaxMs: number;
  readonly brokerSessionTimeoutMs: number;
  readonly topicCreationDelayMs: number;
  readonly producerIdExpirationMs: number;
  readonly validateRecords: boolean;
  readonly transactionMaxTimeoutMs: number;
  readonly transactionMarkerLagMs: () => number;
  readonly topicConfig: Readonly<Record<string, string>>;
}

export interface NewTopic {
  readonly partitions?: number | undefined;
  readonly replicationFactor?: number | undefined;
  /** Broker ids per partition, the leader first; instead of the two above. */
  readonly assignments?: readonly (readonly number[])[] | undefined;
  /** Kafka's names and values: `{ "max.message.bytes": "10000" }`. */
  readonly config?: Readonly<Record<string, string>> | undefined;
}

export class ClusterState implements PartitionSurroundings {
  readonly settings: ClusterSettings;
  readonly clusterId: string;
  readonly nodes = new Map<number, BrokerNode>();
  readonly topics = new Map<string, Topic>();
  readonly #topicsById = new Map<string, Topic>();
  readonly #sessionTimers = new Map<number, unknown>();
  #controllerId = -1;
  #nextProducerId = 0;
  #nextReplica = 0;

  constructor(settings: ClusterSettings) {
    this.settings = settings;
    this.clusterId = randomUuid(settings.random);
  }

  get clock(): Clock {
    return this.settings.clock;
  }

  get replicationLagMs(): () => number {
    return this.settings.replicationLagMs;
  }

  get replicaLagTimeMaxMs(): number {
    return this.settings.replicaLagTimeMaxMs;
  }

  get maxLogBytes(): number {
    return this.settings.maxLogBytes;
  }

  /** -1 while no broker is up. */
  get controllerId(): number {
    return this.#controllerId;
  }

  node(brokerId: number): BrokerNode | undefined {
    return this.nodes.get(brokerId);
  }

  /** The brokers that Metadata names, by id. */
  registeredNodes(): BrokerNode[] {
    return [...this.nodes.values()].filter((node) => node.registered).sort((a, b) => a.id - b.id);
  }

  addNode(id: number, rack: string | null): BrokerNode {
    if (this.nodes.has(id)) throw new RangeError(`broker ${id} is already there`);
    const node = new BrokerNode(id, rack);
    this.nodes.set(id, node);
    return node;
  }

  /** Of a broker that never came up. */
  removeNode(id: number): void {
    this.nodes.delete(id);
  }

  topicById(id: string): Topic | undefined {
    return this.#topicsById.get(id);
  }

  partition(topic: string, index: number): Partition | undefined {
    return this.topics.get(topic)?.partitions[index];
  }

  *partitions(): IterableIterator<Partition> {
    for (const topic of this.topics.values()) yield* topic.partitions;
  }

  /** Kafka's code if the topic cannot be created, else 0. */
  checkNewTopic(name: string, options: NewTopic): number {
    if (!isValidTopicName(name)) return ErrorCode.INVALID_TOPIC_EXCEPTION;
    if (this.topics.has(name)) return ErrorCode.TOPIC_ALREADY_EXISTS;
    const { partitions, replicationFactor, assignments } = options;
    if (partitions !== undefined && partitions < 1) return ErrorCode.INVALID_PARTITIONS;
    if (replicationFactor !== undefined && (replicationFactor < 1 || replicationFactor > this.nodes.size)) {
      return ErrorCode.INVALID_REPLICATION_FACTOR;
    }
    const known = assignments?.every((ids) => ids.length > 0 && ids.every((id) => this.nodes.has(id))) ?? true;
    return known ? ErrorCode.NONE : ErrorCode.INVALID_REPLICA_ASSIGNMENT;
  }

  /** The caller has asked `checkNewTopic`. */
  createTopic(name: string, options: NewTopic): Topic {
    const { clock, random, topicCreationDelayMs, topicConfig } = this.settings;
    const config = parseTopicConfig({ ...topicConfig, ...options.config });
    const topic = new Topic(name, randomUuid(random), config, clock.now() + topicCreationDelayMs);
    const count = options.assignments?.length ?? options.partitions ?? this.settings.defaultPartitions;
    for (let index = 0; index < count; index++) {
      topic.partitions.push(new Partition(topic, index, options.assignments?.[index] ?? this.#assign(options), this));
    }
    this.topics.set(name, topic);
    this.#topicsById.set(topic.id, topic);
    return topic;
  }

  addPartitions(topic: Topic, total: number): void {
    const replicationFactor = topic.partitions[0]?.replicas.length;
    while (topic.partitions.length < total) {
      topic.partitions.push(new Partition(topic, topic.partitions.length, this.#assign({ replicationFactor }), this));
    }
  }

  /** Other settings, from the next request on; throws a TypeError for values that make no sense. */
  configureTopic(topic: Topic, entries: Readonly<Record<string, string>>, validateOnly: boolean): void {
    const config = parseTopicConfig(entries);
    if (!validateOnly) topic.config = config;
  }

  deleteTopic(topic: Topic): void {
    this.topics.delete(topic.name);
    this.#topicsById.delete(topic.id);
    for (const partition of topic.partitions) partition.close(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  }

  /** Ids count up from 0, as in a fresh cluster. */
  nextProducerId(): number {
    return this.#nextProducerId++;
  }

  /** A broker serves: it gets its leaderships back where nobody else could take them, and catches up elsewhere. */
  brokerUp(node: BrokerNode): void {
    this.clock.clearTimer(this.#sessionTimers.get(node.id));
    // It died and came back before anybody noticed: the controller notices now.
    if (node.registered) this.#unregister(node);
    node.running = true;
    node.registered = true;
    if (this.#controllerId < 0) this.#controllerId = node.id;
    for (const partition of this.partitions()) {
      if (partition.leaderId < 0) electLeader(this, partition);
      else partition.resume(node.id);
    }
  }

  /** Controlled shutdown: its partitions have other leaders before it is gone. */
  brokerStopped(node: BrokerNode): void {
    node.running = false;
    this.#unregister(node);
  }

  /** It crashed: the others find out when its session times out. */
  brokerDied(node: BrokerNode): void {
    node.running = false;
    // It may have been paused before it was killed: the session ends once.
    this.clock.clearTimer(this.#sessionTimers.get(node.id));
    const { brokerSessionTimeoutMs } = this.settings;
    if (brokerSessionTimeoutMs <= 0) this.#unregister(node);
    else
      this.#sessionTimers.set(
        node.id,
        this.clock.setTimer(() => this.#unregister(node), brokerSessionTimeoutMs),
      );
  }

  /** It was stopped for a while and goes on: nothing happened, unless the others gave it up meanwhile. */
  brokerResumed(node: BrokerNode): void {
    if (!node.registered) {
      this.brokerUp(node);
      return;
    }
    this.clock.clearTimer(this.#sessionTimers.get(node.id));
    this.#sessionTimers.delete(node.id);
    node.running = true;
    for (const partition of this.partitions()) if (partition.leaderId === node.id) partition.leaderIsBack();
    // What it leads is replicated again, what it follows is copied again.
    for (const partition of this.partitions()) for (const id of partition.replicas) partition.resume(id);
  }

  replicationResumed(node: BrokerNode): void {
    for (const partition of this.partitions()) partition.resume(node.id);
  }

  /** A disk that did not get everything: the last `count` batches of each of its logs are gone. */
  loseBatches(node: BrokerNode, count: number): void {
    for (const partition of this.partitions()) {
      if (!partition.replicas.includes(node.id)) continue;
      const log = partition.logOf(node.id);
      const from = log.batches.at(log.batches.length - count)?.baseOffset ?? log.startOffset;
      log.truncate(from, this.clock.now());
    }
  }

  close(): void {
    for (const timer of this.#sessionTimers.values()) this.clock.clearTimer(timer);
    for (const partition of this.partitions()) partition.close(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  }

  #unregister(node: BrokerNode): void {
    // It may have been paused before it was stopped: its session has ended now, and not once more later.
    this.clock.clearTimer(this.#sessionTimers.get(node.id));
    this.#sessionTimers.delete(node.id);
    node.registered = false;
    if (this.#controllerId === node.id) this.#controllerId = this.registeredNodes()[0]?.id ?? -1;
    for (const partition of this.partitions()) {
      if (partition.leaderId === node.id) electLeader(this, partition);
      else partition.shrinkIsr(node.id);
    }
  }

  /** Replicas go round the brokers; each partition starts one further. */
  #assign({ replicationFactor = this.settings.defaultReplicationFactor }: NewTopic): number[] {
    const up = this.registeredNodes();
    const nodes = up.length >= replicationFactor ? up : [...this.nodes.values()].sort((a, b) => a.id - b.id);
    const start = this.#nextReplica++;
    const count = Math.min(replicationFactor, nodes.length);
    return Array.from({ length: count }, (_, i) => nodes[(start + i) % nodes.length]!.id);
  }
}
