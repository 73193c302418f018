/**
 * A partition with its replicas: who leads, who is in sync, up to where everybody has it, and who waits for that.
 *
 * Each replica has a log of its own (batches are shared, not copied). Followers catch up `replicationLagMs` after an
 * append, or at once when that is 0. So with a lag a record that only the leader has is lost when another one takes
 * over, which is what acks=1 risks and acks=all does not.
 */
import { ErrorCode } from "@k/protocol";
import type { Clock } from "../clock.js";
import { PartitionLog, type StoredBatch } from "../log/index.js";
import type { BrokerNode } from "./broker-node.js";
import type { Topic } from "./topic.js";

/** What partitions need to know of the cluster around them. */
export interface PartitionSurroundings {
  readonly clock: Clock;
  /** How long a follower takes to notice new records. */
  readonly replicationLagMs: () => number;
  /** replica.lag.time.max.ms: a follower that is behind for longer leaves the in-sync replicas. */
  readonly replicaLagTimeMaxMs: number;
  readonly maxLogBytes: number;
  node(brokerId: number): BrokerNode | undefined;
}

interface ReplicationWait {
  readonly offset: number;
  readonly settle: (errorCode: number) => void;
}

export class Partition {
  readonly topic: Topic;
  readonly index: number;
  /** Preferred leader first. */
  replicas: readonly number[];
  isr: readonly number[];
  /** -1: none. */
  leaderId: number;
  leaderEpoch = 0;
  /** The first offset that not every in-sync replica has; consumers read up to here. */
  highWatermark = 0;

  readonly #surroundings: PartitionSurroundings;
  readonly #logs = new Map<number, PartitionLog>();
  readonly #followerTimers = new Map<number, unknown>();
  readonly #lagTimers = new Map<number, unknown>();
  readonly #waits = new Set<ReplicationWait>();
  readonly #listeners = new Set<() => void>();
  #closed = false;

  constructor(topic: Topic, index: number, replicas: readonly number[], surroundings: PartitionSurroundings) {
    this.topic = topic;
    this.index = index;
    this.replicas = replicas;
    this.#surroundings = surroundings;
    this.isr = replicas.filter((id) => this.#isUp(id));
    this.leaderId = this.isr[0] ?? -1;
  }

  get name(): string {
    return `${this.topic.name}-${this.index}`;
  }

  /** The log that a broker keeps of this partition. */
  logOf(brokerId: number): PartitionLog {
    let log = this.#logs.get(brokerId);
    if (log === undefined) {
      log = new PartitionLog(Math.min(this.#surroundings.maxLogBytes, this.topic.config.retentionBytes));
      this.#logs.set(brokerId, log);
    }
    return log;
  }

  /** The leader's log; without a leader that of the last one. */
  get leaderLog(): PartitionLog {
    return this.logOf(this.leaderId >= 0 ? this.leaderId : (this.isr[0] ?? this.replicas[0] ?? -1));
  }

  /** Whether there is a leader, and one that answers. */
  get hasLiveLeader(): boolean {
    return this.leaderId >= 0 && this.#isUp(this.leaderId);
  }

  /** Its topic was deleted. */
  get isClosed(): boolean {
    return this.#closed;
  }

  get isUnderMinIsr(): boolean {
    return this.isr.length < Math.min(this.topic.config.minInsyncReplicas, this.replicas.length);
  }

  /** Appends to the leader's log and lets the followers know. */
  append(batch: StoredBatch): void {
    this.leaderLog.append(batch, this.#surroundings.clock.now());
    for (const id of this.replicas) if (id !== this.leaderId) this.#scheduleCatchUp(id);
    this.#advance();
  }

  /** Settles when every in-sync replica has everything before `offset`: with the code that a Produce with acks=all answers. */
  whenReplicated(offset: number, timeoutMs: number): Promise<number> | number {
    if (this.highWatermark >= offset) return this.#codeAfterReplication();
    return new Promise((resolve) => {
      const timer = this.#surroundings.clock.setTimer(() => wait.settle(ErrorCode.REQUEST_TIMED_OUT), timeoutMs);
      const wait: ReplicationWait = {
        offset,
        settle: (errorCode) => {
          this.#surroundings.clock.clearTimer(timer);
          this.#waits.delete(wait);
          resolve(errorCode);
        },
      };
      this.#waits.add(wait);
    });
  }

  /** Calls back whenever there may be more to read or another leader; returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Another leader, or the same one again, or none (-1): always a new epoch. */
  setLeader(brokerId: number): void {
    this.leaderId = brokerId;
    this.leaderEpoch++;
    if (brokerId >= 0) {
      if (!this.isr.includes(brokerId)) this.isr = [brokerId];
      // Only an unclean election can make this smaller.
      this.highWatermark = Math.min(this.highWatermark, this.leaderLog.endOffset);
    }
    for (const wait of this.#waits) wait.settle(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    this.#cancelFollowers();
    for (const id of this.replicas) if (id !== brokerId) this.#scheduleCatchUp(id);
    this.#advance();
    this.#notify();
  }

  /** The leader was paused and goes on. */
  leaderIsBack(): void {
    this.#notify();
  }

  /** Takes a replica out of the in-sync set, though never the last one. */
  shrinkIsr(brokerId: number): void {
    if (!this.isr.includes(brokerId) || this.isr.length === 1) return;
    this.isr = this.isr.filter((id) => id !== brokerId);
    this.#advance();
  }

  /** A finished reassignment: `brokerId` becomes a replica and has everything. */
  addReplica(brokerId: number): void {
    if (this.replicas.includes(brokerId)) return;
    this.replicas = [...this.replicas, brokerId];
    this.#catchUp(brokerId);
  }

  /** A broker came up again, or its replication was resumed. */
  resume(brokerId: number): void {
    if (this.replicas.includes(brokerId) && brokerId !== this.leaderId) this.#scheduleCatchUp(brokerId);
  }

  /** DeleteRecords, on all replicas. */
  deleteRecordsBefore(offset: number): void {
    for (const id of this.replicas) this.logOf(id).deleteBefore(Math.min(offset, this.highWatermark));
  }

  forgetProducers(): void {
    for (const id of this.replicas) this.logOf(id).producers.forget();
  }

  /** The topic is gone: nobody waits any longer, no timer is left. */
  close(errorCode: number): void {
    this.#closed = true;
    for (const wait of this.#waits) wait.settle(errorCode);
    this.#cancelFollowers();
    this.#notify();
  }

  #isUp(brokerId: number): boolean {
    return this.#surroundings.node(brokerId)?.running ?? false;
  }

  #scheduleCatchUp(brokerId: number): void {
    if (this.leaderId < 0 || this.#followerTimers.has(brokerId)) return;
    if (!this.#canReplicate(brokerId)) {
      this.#watchLag(brokerId);
      return;
    }
    const lagMs = this.#surroundings.replicationLagMs();
    if (lagMs <= 0) {
      this.#catchUp(brokerId);
      return;
    }
    this.#watchLag(brokerId);
    const timer = this.#surroundings.clock.setTimer(() => {
      this.#followerTimers.delete(brokerId);
      if (this.leaderId >= 0 && this.#canReplicate(brokerId)) this.#catchUp(brokerId);
    }, lagMs);
    this.#followerTimers.set(brokerId, timer);
  }

  #canReplicate(brokerId: number): boolean {
    const node = this.#surroundings.node(brokerId);
    return node?.running === true && !node.replicationPaused && this.#isUp(this.leaderId);
  }

  /** Makes the follower's log what the leader's is: drops what differs, copies what is missing, joins the in-sync set. */
  #catchUp(brokerId: number): void {
    const leader = this.leaderLog;
    const follower = this.logOf(brokerId);
    const now = this.#surroundings.clock.now();
    follower.truncate(firstDifference(leader, follower), now);
    if (follower.endOffset < leader.startOffset)
      follower.restartAt(leader.batches.first?.baseOffset ?? leader.startOffset);
    for (let i = leader.batches.indexOf(follower.endOffset); i < leader.batches.length; i++) {
      follower.append(leader.batches.at(i)!, now);
    }
    follower.deleteBefore(leader.startOffset);
    this.#stopWatchingLag(brokerId);
    if (!this.isr.includes(brokerId)) this.isr = this.replicas.filter((id) => id === brokerId || this.isr.includes(id));
    this.#advance();
  }

  #watchLag(brokerId: number): void {
    if (this.#lagTimers.has(brokerId) || !this.isr.includes(brokerId)) return;
    const timer = this.#surroundings.clock.setTimer(() => {
      this.#lagTimers.delete(brokerId);
      if (this.leaderId >= 0 && this.#isUp(this.leaderId)) this.shrinkIsr(brokerId);
    }, this.#surroundings.replicaLagTimeMaxMs);
    this.#lagTimers.set(brokerId, timer);
  }

  #stopWatchingLag(brokerId: number): void {
    this.#surroundings.clock.clearTimer(this.#lagTimers.get(brokerId));
    this.#lagTimers.delete(brokerId);
  }

  #cancelFollowers(): void {
    for (const timer of this.#followerTimers.values()) this.#surroundings.clock.clearTimer(timer);
    this.#followerTimers.clear();
    for (const id of [...this.#lagTimers.keys()]) this.#stopWatchingLag(id);
  }

  #advance(): void {
    let offset = Number.POSITIVE_INFINITY;
    for (const id of this.isr) offset = Math.min(offset, this.logOf(id).endOffset);
    if (offset > this.highWatermark && Number.isFinite(offset)) {
      this.highWatermark = offset;
      this.#notify();
    }
    for (const wait of this.#waits) if (wait.offset <= this.highWatermark) wait.settle(this.#codeAfterReplication());
  }

  #codeAfterReplication(): number {
    return this.isUnderMinIsr ? ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND : ErrorCode.NONE;
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/**
 * Where two logs part. Offset and leader epoch together name a record (KIP-101), so the logs agree exactly as far as
 * their batches agree in both.
 */
function firstDifference(leader: PartitionLog, follower: PartitionLog): number {
  const last = follower.batches.last;
  if (last === undefined) return follower.endOffset;
  const twin = leader.batches.at(leader.batches.indexOf(last.baseOffset));
  // The usual case, in two comparisons: everything that the follower has is the leader's.
  if (twin?.baseOffset === last.baseOffset && twin.leaderEpoch === last.leaderEpoch) return follower.endOffset;
  for (let i = follower.batches.length - 1; i >= 0; i--) {
    const mine = follower.batches.at(i)!;
    const theirs = leader.batches.at(leader.batches.indexOf(mine.baseOffset));
    if (theirs?.baseOffset === mine.baseOffset && theirs.leaderEpoch === mine.leaderEpoch) return mine.lastOffset + 1;
  }
  return Math.max(follower.startOffset, Math.min(leader.startOffset, follower.endOffset));
}
