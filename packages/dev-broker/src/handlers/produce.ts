/**
 * Produce, v0-v13: appends one record batch per partition, before v3 a message set.
 * v7 zstd; v8 says which records were bad; v10 names the new leader after NOT_LEADER_OR_FOLLOWER; v12 adds partitions to
 * the transaction by itself (KIP-890); v13 topics by id.
 *
 * acks 0 gets no answer, and a closed connection if anything failed; acks 1 is answered after the leader's append,
 * acks -1 once the in-sync replicas have it too.
 */
import { ErrorCode, Produce, type RequestOf, type ResponseInitOf } from "@k/protocol";
import {
  type AppendResult,
  type AppendRules,
  appendAsLeader,
  appendMessageSet,
  type Partition,
  type Topic,
} from "../cluster/index.js";
import { isTransactionalBatch } from "../log/index.js";
import { endpointOf, type RequestContext } from "../request-context.js";
import type { Answer, Handler } from "./handler.js";
import { ADDS_PARTITIONS, verifyTransaction } from "./verify-transaction.js";

type Request = RequestOf<typeof Produce>;
type Response = ResponseInitOf<typeof Produce>;
type TopicRequest = Request["topicData"][number];
type PartitionRequest = TopicRequest["partitionData"][number];
type PartitionAnswer = Response["responses"][number]["partitionResponses"][number];

export const produce: Handler<typeof Produce> = {
  api: Produce,
  handle(request, context) {
    const { acks } = request;
    if (acks !== 0 && acks !== 1 && acks !== -1) return this.refuse(request, ErrorCode.INVALID_REQUIRED_ACKS, context);
    if (request.transactionalId === null && hasTransactionalRecords(request)) {
      return this.refuse(request, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, context);
    }
    const work = new ProduceWork(request, context);
    const waiting = work.append();
    return waiting.length === 0 ? work.answer() : Promise.all(waiting).then(() => work.answer());
  },
  refuse(request, errorCode) {
    return {
      responses: request.topicData.map(({ name, topicId, partitionData }) => ({
        name,
        topicId,
        partitionResponses: partitionData.map(({ index }) => ({ index, errorCode, baseOffset: -1n })),
      })),
      throttleTimeMs: 0,
    };
  },
};

function hasTransactionalRecords({ topicData }: Request): boolean {
  return topicData.some(({ partitionData }) =>
    partitionData.some(({ records }) => records !== null && isTransactionalBatch(records)),
  );
}

/** One request on its way: the answers so far, and the leaders that they name. */
class ProduceWork {
  readonly #request: Request;
  readonly #context: RequestContext;
  readonly #responses: { name: string; topicId: string; partitionResponses: PartitionAnswer[] }[] = [];
  readonly #namedLeaders = new Set<number>();
  #failed = false;

  constructor(request: Request, context: RequestContext) {
    this.#request = request;
    this.#context = context;
  }

  /** Appends everything at once, in the order of the request; returns what has to be waited for. */
  append(): Promise<void>[] {
    const waiting: Promise<void>[] = [];
    for (const topicData of this.#request.topicData) {
      const { name, topicId, partitionData } = topicData;
      const topic = this.#topic(topicData);
      const partitionResponses: PartitionAnswer[] = [];
      this.#responses.push({ name, topicId, partitionResponses });
      for (const [i, data] of partitionData.entries()) {
        const answer = this.#appendTo(topic, data);
        if (!(answer instanceof Promise)) partitionResponses[i] = answer;
        else {
          const settled = answer.then((late) => {
            partitionResponses[i] = late;
          });
          waiting.push(settled);
        }
      }
    }
    return waiting;
  }

  answer(): Answer<typeof Produce> {
    if (this.#request.acks === 0) return this.#failed ? "close" : "none";
    const response: Response = { responses: this.#responses, throttleTimeMs: 0 };
    return this.#namedLeaders.size === 0 ? response : { ...response, nodeEndpoints: this.#endpoints() };
  }

  #topic({ name, topicId }: TopicRequest): Topic | undefined {
    const { cluster, apiVersion } = this.#context;
    return apiVersion >= 13 ? cluster.topicById(topicId) : cluster.topics.get(name);
  }

  #appendTo(
    topic: Topic | undefined,
    { index, records }: PartitionRequest,
  ): PartitionAnswer | Promise<PartitionAnswer> {
    const { acks, timeoutMs } = this.#request;
    const { cluster, apiVersion, broker } = this.#context;
    if (topic === undefined) {
      return this.#fail(index, apiVersion >= 13 ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }
    const partition = topic.partitions[index];
    if (partition === undefined) return this.#fail(index, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    if (partition.leaderId !== broker.id) return this.#notLeader(partition);
    if (acks === -1 && partition.isUnderMinIsr) return this.#fail(index, ErrorCode.NOT_ENOUGH_REPLICAS);
    if (records === null) return this.#fail(index, ErrorCode.INVALID_RECORD, "no records");
    const unverified = verifyTransaction(this.#request.transactionalId, partition, records, this.#context);
    if (unverified !== ErrorCode.NONE) return this.#fail(index, unverified);
    const appended =
      apiVersion < 3
        ? appendMessageSet(partition, records, this.#context.profile.magic, cluster.settings)
        : appendAsLeader(partition, records, this.#rules(), cluster.settings);
    if (appended.errorCode !== ErrorCode.NONE) return this.#fail(index, appended.errorCode, appended.message, appended);
    if (acks !== -1) return this.#appended(partition, appended);
    const replicated = partition.whenReplicated(appended.endOffset, timeoutMs);
    return typeof replicated === "number"
      ? this.#replicated(partition, appended, replicated)
      : replicated.then((errorCode) => this.#replicated(partition, appended, errorCode));
  }

  #rules(): AppendRules {
    const { apiVersion, profile } = this.#context;
    return {
      allowZstd: apiVersion >= 7,
      strictFirstSequence: apiVersion >= ADDS_PARTITIONS,
      refuseUnknownProducers: profile.refusesUnknownProducers,
    };
  }

  #replicated(partition: Partition, appended: AppendResult, errorCode: number): PartitionAnswer {
    if (errorCode === ErrorCode.NONE) return this.#appended(partition, appended);
    return errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER
      ? this.#notLeader(partition)
      : this.#fail(partition.index, errorCode);
  }

  #appended(partition: Partition, { baseOffset, logAppendTimeMs }: AppendResult): PartitionAnswer {
    return {
      index: partition.index,
      errorCode: ErrorCode.NONE,
      baseOffset: BigInt(baseOffset),
      logAppendTimeMs: BigInt(logAppendTimeMs),
      logStartOffset: BigInt(partition.leaderLog.startOffset),
    };
  }

  #notLeader({ index, leaderId, leaderEpoch }: Partition): PartitionAnswer {
    const failed = this.#fail(index, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    if (this.#context.apiVersion < 10) return failed;
    if (leaderId >= 0) this.#namedLeaders.add(leaderId);
    return { ...failed, currentLeader: { leaderId, leaderEpoch } };
  }

  #fail(index: number, errorCode: number, message: string | null = null, appended?: AppendResult): PartitionAnswer {
    this.#failed = true;
    const recordErrors = (appended?.recordErrors ?? []).map(({ batchIndex, message: text }) => ({
      batchIndex,
      batchIndexErrorMessage: text,
    }));
    return { index, errorCode, baseOffset: -1n, errorMessage: message, recordErrors };
  }

  #endpoints(): NonNullable<Response["nodeEndpoints"]> {
    return [...this.#namedLeaders].flatMap((nodeId) => {
      const node = this.#context.cluster.node(nodeId);
      return node === undefined ? [] : [{ nodeId, ...endpointOf(node, this.#context), rack: node.rack }];
    });
  }
}
