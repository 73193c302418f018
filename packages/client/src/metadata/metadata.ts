/**
 * The client's picture of the cluster, and when it is renewed: one request in flight, on demand or when it has grown
 * old, with growing pauses while answers fail or bring nothing new.
 */
import { ErrorCode, type InitOf, type KafkaError, type Metadata as MetadataApi } from "@k/protocol";
import { isFinal, KafkaConnectionError, MetadataTimeoutError } from "../errors.js";
import type { Logger } from "../runtime/index.js";
import { ClusterMetadata, type TopicMetadata } from "./cluster-metadata.js";
import { type LeaderEndpoint, type LeaderHint, moveLeaders } from "./leader-hint.js";
import { isEquivalent, type MetadataResponse, mergeMetadata } from "./merge-metadata.js";
import { RefreshSchedule, type RefreshScheduleConfig } from "./refresh-schedule.js";
import { type TopicWaiter, TopicWaiters, type WaitOptions } from "./topic-waiters.js";
import { TrackedTopics } from "./tracked-topics.js";

export interface MetadataConfig extends RefreshScheduleConfig {
  readonly logger: Logger;
  readonly metadataMaxIdleMs: number;
  readonly allowAutoCreateTopics: boolean;
}

/** How metadata reaches brokers; given by the client. */
export interface MetadataSource {
  /** Asks any broker. `build` is called with the version that was chosen. */
  fetch(build: (version: number) => InitOf<typeof MetadataApi>): Promise<MetadataResponse>;
  /** What keeps requests from being answered at the moment. */
  trouble(): KafkaError | undefined;
  /** Forget the brokers, and ask the bootstrap servers from now on. */
  rebootstrap(reason: KafkaError): void;
}

export type ClusterListener = (cluster: ClusterMetadata) => void;

export class Metadata {
  readonly #config: MetadataConfig;
  readonly #source: MetadataSource;
  readonly #topics: TrackedTopics;
  readonly #waiters: TopicWaiters;
  readonly #updateWaiters = new Set<{ readonly resolve: () => void; readonly reject: (error: unknown) => void }>();
  readonly #listeners = new Set<ClusterListener>();
  readonly #schedule: RefreshSchedule;
  #cluster = ClusterMetadata.empty;
  #closed: KafkaError | undefined;
  #lastError: KafkaError | undefined;
  /** Somebody asked for an update of everything, so that new topics alone will not do. */
  #fullRequested = false;

  constructor(config: MetadataConfig, source: MetadataSource) {
    this.#config = config;
    this.#source = source;
    this.#topics = new TrackedTopics(config.metadataMaxIdleMs);
    this.#waiters = new TopicWaiters(config.clock, (topic, waiter) => this.#onWaiterTimeout(topic, waiter));
    this.#schedule = new RefreshSchedule(
      config,
      () => this.#refresh(),
      () => this.#topics.fresh.length > 0,
    );
  }

  /** The latest picture. */
  get cluster(): ClusterMetadata {
    return this.#cluster;
  }

  /** Undefined while nothing usable is known about the topic. */
  topic(name: string): TopicMetadata | undefined {
    return this.#cluster.topics.get(name);
  }

  /** Keeps metadata for a topic until `metadataMaxIdleMs` have passed without another call. */
  addTopic(name: string): void {
    if (this.#topics.use(name, this.#config.clock.now())) this.#schedule.wake();
  }

  /** Asks for a newer picture. Calls before the answer share it; pauses after failures are kept. */
  requestUpdate(): void {
    this.#fullRequested = true;
    this.#schedule.want();
  }

  /** The next picture that an answer brings. */
  whenUpdated(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.#closed);
      this.#updateWaiters.add({ resolve, reject });
      this.requestUpdate();
    });
  }

  /**
   * Resolves when the topic can be used. Rejects at once with what the broker says if that is final (not authorized,
   * not a legal name), and with `MetadataTimeoutError` when the time is over.
   */
  waitForTopic(name: string, options: WaitOptions): Promise<TopicMetadata> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    this.addTopic(name);
    const known = this.topic(name);
    if (known !== undefined) return Promise.resolve(known);
    const found = this.#waiters.wait(name, options);
    // A topic that is new here is being asked about already.
    if (this.#topics.isFresh(name)) this.#schedule.wake();
    else this.requestUpdate();
    return found;
  }

  /** Called with each new picture; returns a function that ends it. */
  onUpdate(listener: ClusterListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * KIP-951: a response named new leaders of partitions, and where they are. False if one of them is no news: an older
   * epoch, a partition or broker that nothing is known about.
   */
  updateLeaders(hints: readonly LeaderHint[], endpoints: readonly LeaderEndpoint[] = []): boolean {
    const { cluster, movedCount } = moveLeaders(this.#cluster, hints, endpoints);
    if (movedCount > 0) this.#publish(cluster);
    return movedCount === hints.length;
  }

  /** A connection that went away may mean that leaders have moved. Wrong credentials do not. */
  onDisconnect(error: KafkaError): void {
    if (!isFinal(error)) this.requestUpdate();
  }

  close(reason: KafkaError): void {
    this.#closed = reason;
    this.#schedule.close();
    this.#waiters.rejectAll(reason);
    this.#settleUpdateWaiters(reason);
    this.#listeners.clear();
  }

  #refresh(): void {
    const { clock, allowAutoCreateTopics } = this.#config;
    this.#topics.expire(clock.now(), (topic) => this.#waiters.has(topic));
    const { fresh } = this.#topics;
    const partial = !this.#fullRequested && !this.#schedule.isOld && fresh.length > 0;
    const asked = partial ? fresh : [...this.#topics.all];
    this.#fullRequested = false;
    this.#schedule.begin();
    let version = 0;
    this.#source
      .fetch((chosen) => {
        version = chosen;
        return buildRequest(chosen, asked, allowAutoCreateTopics);
      })
      .then((response) => this.#onResponse(response, { version, partial, asked }))
      .catch((error: KafkaError) => this.#onFailure(error));
  }

  #onResponse(
    response: MetadataResponse,
    {
      version,
      partial,
      asked,
    }: { readonly version: number; readonly partial: boolean; readonly asked: readonly string[] },
  ): void {
    if (this.#closed !== undefined) return;
    if (response.errorCode === ErrorCode.REBOOTSTRAP_REQUIRED) {
      this.#rebootstrap("the broker says that this is another cluster now (REBOOTSTRAP_REQUIRED)");
      this.#schedule.end({ fruitful: false, again: true });
    } else if (response.brokers.length === 0) {
      // A fresh 0.8.2 cluster names no brokers until its first topic exists; a broken one may do so at any time.
      this.#lastError = new KafkaConnectionError("the cluster's metadata names no brokers");
      this.#fullRequested = true;
      this.#schedule.end({ fruitful: false, again: true });
    } else {
      this.#onCluster(response, { version, partial, asked });
    }
  }

  #onCluster(
    response: MetadataResponse,
    {
      version,
      partial,
      asked,
    }: { readonly version: number; readonly partial: boolean; readonly asked: readonly string[] },
  ): void {
    this.#schedule.answered();
    this.#topics.answered(asked);
    const before = this.#cluster;
    const next = mergeMetadata(before, response, { version, partial, wanted: this.#topics.all });
    const isNews = !isEquivalent(before, next);
    this.#publish(next);
    this.#answerWaiters(asked);
    // Topics that are still being made are worth asking about again soon, if somebody waits for them.
    const incomplete = asked.some((topic) => this.#waiters.has(topic));
    if (incomplete) this.#fullRequested = true;
    this.#schedule.end({ fruitful: isNews && !incomplete, again: this.#fullRequested });
    this.#settleUpdateWaiters(undefined);
  }

  #onFailure(error: KafkaError): void {
    if (this.#closed !== undefined) return;
    this.#lastError = error;
    this.#config.logger.debug(`metadata: ${error.message}`);
    if (isFinal(error)) {
      // Trying again with the same credentials would only lock the account: whoever still wants metadata asks again.
      this.#waiters.rejectAll(error);
      this.#settleUpdateWaiters(error);
    }
    if (this.#schedule.isStarving()) {
      this.#rebootstrap(`no metadata for ${this.#config.metadataRecoveryRebootstrapTriggerMs} ms`);
    }
    this.#fullRequested = true;
    this.#schedule.end({ fruitful: false, again: true, halt: isFinal(error) });
  }

  #rebootstrap(why: string): void {
    this.#fullRequested = true;
    this.#config.logger.warn(`metadata: starting again from the bootstrap servers: ${why}`);
    this.#source.rebootstrap(new KafkaConnectionError(`starting again from the bootstrap servers: ${why}`));
  }

  /** Each waiter hears about its own topic only. */
  #answerWaiters(asked: readonly string[]): void {
    for (const name of asked) {
      const topic = this.#cluster.topics.get(name);
      const error = this.#cluster.topicErrors.get(name);
      if (topic !== undefined) this.#waiters.resolve(name, topic);
      else if (error !== undefined && !error.retriable) this.#waiters.reject(name, error);
    }
  }

  #publish(next: ClusterMetadata): void {
    this.#cluster = next;
    for (const listener of this.#listeners) listener(next);
  }

  #settleUpdateWaiters(error: KafkaError | undefined): void {
    const waiters = [...this.#updateWaiters];
    this.#updateWaiters.clear();
    for (const { resolve, reject } of waiters) error === undefined ? resolve() : reject(error);
  }

  #onWaiterTimeout(topic: string, waiter: TopicWaiter): void {
    const cause = this.#cluster.topicErrors.get(topic) ?? this.#source.trouble() ?? this.#lastError;
    const why = cause === undefined ? "" : `: ${cause.message}`;
    waiter.reject(
      new MetadataTimeoutError(`no metadata for topic ${topic} within ${waiter.timeoutMs} ms${why}`, { cause }),
    );
  }
}

function buildRequest(
  version: number,
  topics: readonly string[],
  allowAutoCreate: boolean,
): InitOf<typeof MetadataApi> {
  return {
    topics: topics.map((name) => ({ name })),
    // Before v4 the broker decides alone.
    allowAutoTopicCreation: version >= 4 ? allowAutoCreate : true,
  };
}
