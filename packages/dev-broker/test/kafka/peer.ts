/** A broker under test, real or ours, behind short commands whose answers can be compared: ids are told as order of appearance. */
import { connect } from "node:net";
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  type AnyApi,
  ApiVersions,
  CreateTopics,
  DeleteTopics,
  EndTxn,
  ErrorCode,
  errorInfo,
  Fetch,
  FindCoordinator,
  type InitOf,
  InitProducerId,
  ListOffsets,
  Metadata,
  Produce,
  type ResponseOf,
  TxnOffsetCommit,
} from "@k/protocol";
import { readBatches } from "@k/records";
import { type BatchOptions, batch } from "../produce-request.js";
import { RawClient } from "../raw-client.js";

export interface Identity {
  readonly producerId: bigint;
  readonly epoch: number;
}

const nameOf = (errorCode: number): string => errorInfo(errorCode).name;

/** While a coordinator loads, or finishes the transaction before, a broker asks for patience: how long is not compared. */
const PATIENCE: readonly number[] = [
  ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
  ErrorCode.COORDINATOR_NOT_AVAILABLE,
  ErrorCode.NOT_COORDINATOR,
  ErrorCode.CONCURRENT_TRANSACTIONS,
];

export class Peer {
  readonly #address: { readonly host: string; readonly port: number };
  readonly #run: string;
  readonly #newest = new Map<number, number>();
  #client: RawClient;
  #names = 0;

  constructor(bootstrapServer: string) {
    const [host, port] = bootstrapServer.split(":") as [string, string];
    this.#address = { host, port: Number(port) };
    this.#run = Math.random().toString(36).slice(2);
    this.#client = new RawClient(connect(this.#address));
  }

  /** Asks which versions there are; what is too new for this broker is sent as its newest. */
  async start(): Promise<void> {
    const { apiKeys } = await this.client.send(ApiVersions, 0, {});
    for (const { apiKey, maxVersion } of apiKeys) this.#newest.set(apiKey, maxVersion);
  }

  async versions() {
    const { apiKeys } = await this.client.send(ApiVersions, 0, {});
    return apiKeys.toSorted((a, b) => a.apiKey - b.apiKey);
  }

  ask<A extends AnyApi>(api: A, version: number, request: InitOf<A>): Promise<ResponseOf<A>> {
    return this.client.send(api, Math.min(version, this.#newest.get(api.key) ?? version), request);
  }

  get client(): RawClient {
    if (this.#client.isClosed) this.#client = new RawClient(connect(this.#address));
    return this.#client;
  }

  close(): void {
    this.#client.close();
  }

  uniqueName(prefix = "t"): string {
    return `${prefix}-${this.#run}-${this.#names++}`;
  }

  async createTopic(config: Readonly<Record<string, string>> = {}, partitions = 1): Promise<string> {
    const name = this.uniqueName();
    const configs = Object.entries(config).map(([key, value]) => ({ name: key, value }));
    const topic = { name, numPartitions: partitions, replicationFactor: 1, assignments: [], configs };
    const { topics } = await this.ask(CreateTopics, 5, { topics: [topic], timeoutMs: 10_000 });
    if (topics[0]!.errorCode !== 0) throw new Error(`${name}: ${nameOf(topics[0]!.errorCode)}`);
    await until(async () => {
      const answer = await this.ask(Metadata, 9, { topics: [{ name }], allowAutoTopicCreation: false });
      const found = answer.topics[0]!;
      return (
        found.errorCode === 0 &&
        found.partitions.length === partitions &&
        found.partitions.every((p) => p.leaderId >= 0)
      );
    });
    return name;
  }

  /** The partition's answer, without what depends on the time of day. */
  async produce(
    topic: string,
    records: Uint8Array | null,
    options: { version?: number; acks?: number; transactionalId?: string; partition?: number } = {},
  ) {
    const { version = 9, acks = -1, transactionalId = null, partition = 0 } = options;
    const topicData = [{ name: topic, partitionData: [{ index: partition, records }] }];
    const { client } = this;
    let timer: NodeJS.Timeout | undefined;
    const answer = await Promise.race([
      this.ask(Produce, version, { transactionalId, acks, timeoutMs: 5000, topicData }),
      client.closed.then(() => "closed" as const),
      new Promise<"silence">((resolve) => {
        timer = setTimeout(() => resolve("silence"), 10_000);
      }),
    ]);
    clearTimeout(timer);
    if (answer === "silence") client.close();
    if (typeof answer === "string") {
      await client.closed;
      return answer;
    }
    const { errorCode, baseOffset, recordErrors } = answer.responses[0]!.partitionResponses[0]!;
    const bad = recordErrors.map(({ batchIndex }) => batchIndex);
    return { error: nameOf(errorCode), baseOffset, ...(bad.length > 0 ? { bad } : {}) };
  }

  send(
    topic: string,
    values: readonly string[],
    identity: Identity,
    sequence: number,
    options: BatchOptions & { version?: number; transactionalId?: string; partition?: number } = {},
  ) {
    const { producerId, epoch } = identity;
    const records = batch(values, {
      timestampMs: Date.now(),
      ...options,
      producerId: Number(producerId),
      epoch,
      sequence,
    });
    return this.produce(topic, records, options);
  }

  async fetch(
    topic: string,
    options: { offset?: number; committed?: boolean; maxBytes?: number; version?: number } = {},
  ) {
    const { offset = 0, committed = false, maxBytes = 1 << 20, version = 11 } = options;
    const answer = await this.ask(Fetch, version, {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes,
      isolationLevel: committed ? 1 : 0,
      topics: [{ topic, partitions: [{ partition: 0, fetchOffset: BigInt(offset), partitionMaxBytes: maxBytes }] }],
      forgottenTopicsData: [],
    });
    const { errorCode, highWatermark, lastStableOffset, logStartOffset, abortedTransactions, records } =
      answer.responses[0]!.partitions[0]!;
    const batches = [...readBatches(records ?? new Uint8Array())].map((found) => ({
      offsets: [found.baseOffset, found.lastOffset],
      control: found.isControl,
      transactional: found.isTransactional,
      epoch: found.producerEpoch,
      timestampType: found.timestampType,
      sequence: found.baseSequence,
    }));
    // Of what is not there Kafka 2.8 has no list, and later ones have an empty one.
    const aborted = errorCode === ErrorCode.NONE && abortedTransactions?.map(({ firstOffset }) => firstOffset);
    return { error: nameOf(errorCode), highWatermark, lastStableOffset, logStartOffset, aborted, batches };
  }

  async offsets(topic: string, timestamp: bigint, readCommitted = false) {
    const partitions = [{ partitionIndex: 0, timestamp }];
    const request = { replicaId: -1, isolationLevel: readCommitted ? 1 : 0, topics: [{ name: topic, partitions }] };
    const { errorCode, offset } = (await this.ask(ListOffsets, 7, request)).topics[0]!.partitions[0]!;
    return { error: nameOf(errorCode), offset };
  }

  async deleteTopic(name: string): Promise<string> {
    const { responses } = await this.ask(DeleteTopics, 5, { topicNames: [name], timeoutMs: 10_000 });
    return nameOf(responses[0]!.errorCode);
  }

  async newProducer(): Promise<Identity> {
    const request = { transactionalId: null, transactionTimeoutMs: 60_000 };
    const answer = await patiently(() => this.ask(InitProducerId, 4, request));
    return { producerId: answer.producerId, epoch: answer.producerEpoch };
  }

  /** With patience; the epoch tells. */
  async init(transactionalId: string, known?: Identity, version = 4) {
    await this.#findCoordinator(transactionalId);
    const identity = known === undefined ? {} : { producerId: known.producerId, producerEpoch: known.epoch };
    const answer = await patiently(() =>
      this.ask(InitProducerId, version, { transactionalId, transactionTimeoutMs: 30_000, ...identity }),
    );
    return { error: nameOf(answer.errorCode), producerId: answer.producerId, epoch: answer.producerEpoch };
  }

  async addPartition(
    transactionalId: string,
    { producerId, epoch }: Identity,
    topic: string,
    partition = 0,
    version = 3,
  ) {
    const { resultsByTopicV3AndBelow } = await patiently(async () => {
      const answer = await this.ask(AddPartitionsToTxn, version, {
        v3AndBelowTransactionalId: transactionalId,
        v3AndBelowProducerId: producerId,
        v3AndBelowProducerEpoch: epoch,
        v3AndBelowTopics: [{ name: topic, partitions: [partition] }],
      });
      const errorCode = answer.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode;
      return { ...answer, errorCode };
    });
    return nameOf(resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode);
  }

  async end(transactionalId: string, { producerId, epoch }: Identity, committed: boolean, version = 3) {
    const request = { transactionalId, producerId, producerEpoch: epoch, committed };
    const answer = await patiently(() => this.ask(EndTxn, version, request));
    return { error: nameOf(answer.errorCode), epoch: answer.producerEpoch, sameId: answer.producerId === producerId };
  }

  async addOffsets(transactionalId: string, { producerId, epoch }: Identity, groupId: string): Promise<string> {
    const request = { transactionalId, producerId, producerEpoch: epoch, groupId };
    return nameOf((await patiently(() => this.ask(AddOffsetsToTxn, 3, request))).errorCode);
  }

  async commitOffset(
    transactionalId: string,
    { producerId, epoch }: Identity,
    groupId: string,
    topic: string,
    version = 3,
    generation = -1,
    memberId = "",
  ): Promise<string> {
    await this.#findCoordinator(groupId, 0);
    const answer = await patiently(async () => {
      const { topics } = await this.ask(TxnOffsetCommit, version, {
        transactionalId,
        groupId,
        producerId,
        producerEpoch: epoch,
        generationIdOrMemberEpoch: generation,
        memberId,
        topics: [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset: 1n, committedMetadata: "" }] }],
      });
      return topics[0]!.partitions[0]!;
    });
    return nameOf(answer.errorCode);
  }

  async #findCoordinator(key: string, keyType = 1): Promise<void> {
    await patiently(() => this.ask(FindCoordinator, 2, { key, keyType }));
  }
}

async function patiently<T extends { readonly errorCode: number }>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask();
    if (!PATIENCE.includes(answer.errorCode) || attempt === 100) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; !(await condition()); attempt++) {
    if (attempt === 100) throw new Error("waited for 10 s in vain");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
