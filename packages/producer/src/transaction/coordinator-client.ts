/**
 * Asks the coordinator of a transaction or a group, again and again until there is an answer that settles the matter.
 * Knows the coordinators and the pauses between tries; the meaning of an answer is the table's, its effect the caller's.
 */
import { exponentialBackoff, type KafkaClient } from "@k/client";
import { BrokerError, ErrorCode, FindCoordinator, KafkaError } from "@k/protocol";
import { within } from "../budget.js";
import type { Clock } from "../clock.js";
import { isUnreadableAnswer, ProducerClosedError, ProducerFencedError, TransactionAbortableError } from "../errors.js";
import { judgeCoordinator, type TransactionalRequest } from "./coordinator-verdict.js";

export type CoordinatorType = "group" | "transaction";

const KEY_TYPES: { readonly [type in CoordinatorType]: number } = { group: 0, transaction: 1 };
/** The first version that asks for several keys at once. */
const BATCHED_VERSION = 4;
/** The first version that tells transactions from groups; before it there were only groups. */
const TYPED_VERSION = 1;
/** How soon to ask again where only markers are awaited; they take milliseconds, unless a leader is away. */
const SOON_MS = 20;

type Again = "retry" | "retrySoon" | "findCoordinator";

export class CoordinatorClient {
  readonly #client: KafkaClient;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #backoffMs: (attempt: number, random: () => number) => number;
  readonly #soonMs: (attempt: number, random: () => number) => number;
  readonly #requestTimeoutMs: number;
  readonly #coordinators = new Map<string, number>();
  readonly #sleepers = new Set<{ readonly timer: unknown; readonly wake: () => void }>();
  #closed = false;

  constructor(parts: {
    client: KafkaClient;
    clock: Clock;
    random: () => number;
    retryBackoffMs: number;
    retryBackoffMaxMs: number;
    requestTimeoutMs: number;
  }) {
    this.#client = parts.client;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#backoffMs = exponentialBackoff({
      initialMs: parts.retryBackoffMs,
      maxMs: parts.retryBackoffMaxMs,
      jitter: 0.2,
    });
    const soonMs = Math.min(SOON_MS, parts.retryBackoffMs);
    this.#soonMs = exponentialBackoff({ initialMs: soonMs, maxMs: parts.retryBackoffMaxMs, jitter: 0.2 });
    this.#requestTimeoutMs = parts.requestTimeoutMs;
  }

  /**
   * Calls `attempt` with the coordinator's node until it succeeds.
   *
   * Rejects with `ProducerFencedError`, with `TransactionAbortableError` if an abort helps, with a `BrokerError` if
   * nothing does, and with `ProducerClosedError` when the producer is closed meanwhile.
   * @param attempt the codes that its answer holds; none, or only NONE: success
   * @param givenUp asked between tries: why there need not be another, if so
   */
  async ask(
    request: TransactionalRequest,
    type: CoordinatorType,
    key: string,
    attempt: (nodeId: number) => Promise<readonly number[]>,
    givenUp: () => KafkaError | undefined = () => undefined,
  ): Promise<void> {
    const failures = { soon: 0, others: 0 };
    for (;;) {
      const nodeId = await this.#find(type, key, givenUp);
      const failed = causes(await this.#codesOf(attempt(nodeId), key));
      if (failed.length === 0) return;
      const again = this.#worst(request, key, failed);
      if (again === "findCoordinator") this.#coordinators.delete(`${type}:${key}`);
      await this.#sleep(
        again === "retrySoon"
          ? this.#soonMs(++failures.soon, this.#random)
          : this.#backoffMs(++failures.others, this.#random),
      );
    }
  }

  /** The node that was found last; undefined if none was, or if it is not the coordinator any more. */
  known(type: CoordinatorType, key: string): number | undefined {
    return this.#coordinators.get(`${type}:${key}`);
  }

  close(): void {
    this.#closed = true;
    for (const { timer, wake } of this.#sleepers) {
      this.#clock.clearTimer(timer);
      wake();
    }
    this.#sleepers.clear();
  }

  async #find(type: CoordinatorType, key: string, givenUp: () => KafkaError | undefined): Promise<number> {
    for (let failures = 1; ; failures++) {
      this.#checkOpen(key);
      const reason = givenUp();
      if (reason !== undefined) throw reason;
      const known = this.#coordinators.get(`${type}:${key}`);
      if (known !== undefined) return known;
      let nodeId = -1;
      const errorCodes = await this.#codesOf(
        this.#client
          .send(
            FindCoordinator,
            (version) =>
              version >= BATCHED_VERSION
                ? { keyType: KEY_TYPES[type], coordinatorKeys: [key] }
                : { key, ...(version >= TYPED_VERSION && { keyType: KEY_TYPES[type] }) },
            { to: "any", ...(type === "transaction" && { minVersion: TYPED_VERSION }) },
          )
          .then((response) => {
            const found = response.coordinators[0] ?? response;
            nodeId = found.nodeId;
            return [found.errorCode];
          }),
        key,
      );
      const failed = errorCodes.filter((code) => code !== ErrorCode.NONE);
      if (failed.length === 0) {
        await this.#untilKnown(nodeId);
        this.#coordinators.set(`${type}:${key}`, nodeId);
        return nodeId;
      }
      this.#worst("FindCoordinator", key, failed);
      await this.#sleep(this.#backoffMs(failures, this.#random));
    }
  }

  /** The first coordinator is often found before the first metadata says where it is. */
  async #untilKnown(nodeId: number): Promise<void> {
    const { metadata } = this.#client;
    if (metadata.cluster.brokers.has(nodeId)) return;
    // Whoever sends to it learns what is wrong, if it still is.
    const updated = metadata.whenUpdated().catch(() => {});
    await within(updated, "metadata", this.#clock, { timeoutMs: this.#requestTimeoutMs }).catch(() => {});
  }

  /** A connection that ended, or an answer that says nothing, counts as a coordinator that moved. */
  async #codesOf(attempt: Promise<readonly number[]>, key: string): Promise<readonly number[]> {
    try {
      return await attempt;
    } catch (error) {
      this.#checkOpen(key);
      if (error instanceof KafkaError && error.retriable) return [ErrorCode.NOT_COORDINATOR];
      if (isUnreadableAnswer(error)) return [ErrorCode.NOT_COORDINATOR];
      throw error;
    }
  }

  /** What to do about the codes; throws if trying again cannot help. */
  #worst(request: TransactionalRequest, key: string, codes: readonly number[]): Again {
    this.#checkOpen(key);
    const verdicts = new Set<Again>();
    let abortable: BrokerError | undefined;
    for (const code of codes) {
      const verdict = judgeCoordinator(request, code);
      const error = new BrokerError(code, `${request} ${key}`);
      if (verdict === "fenced") {
        throw new ProducerFencedError(`${key}: another producer with this transactional id has taken over`, {
          cause: error,
        });
      }
      if (verdict === "fatal") throw error;
      if (verdict === "abortable") abortable = error;
      else verdicts.add(verdict);
    }
    if (abortable === undefined) {
      if (verdicts.has("findCoordinator")) return "findCoordinator";
      return verdicts.has("retry") ? "retry" : "retrySoon";
    }
    throw new TransactionAbortableError(`${abortable.message}: the transaction must be aborted`, { cause: abortable });
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      const sleeper = {
        wake,
        timer: this.#clock.setTimer(() => {
          this.#sleepers.delete(sleeper);
          wake();
        }, ms),
      };
      this.#sleepers.add(sleeper);
    });
  }

  #checkOpen(key: string): void {
    if (this.#closed) throw new ProducerClosedError(`${key}: the producer was closed`);
  }
}

/** The codes that say what went wrong: not that something else did (a partition was not tried because of another one). */
function causes(errorCodes: readonly number[]): readonly number[] {
  const failed = errorCodes.filter((code) => code !== ErrorCode.NONE);
  const own = failed.filter((code) => code !== ErrorCode.OPERATION_NOT_ATTEMPTED);
  return own.length > 0 ? own : failed;
}
