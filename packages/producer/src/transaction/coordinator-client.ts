/**
 * Asks the coordinator of a transaction or a group, again and again until there is an answer that settles the matter.
 * Knows the coordinators and the pauses between tries; the meaning of an answer is the table's, its effect the caller's.
 */
import { exponentialBackoff, type KafkaClient } from "@k/client";
import { BrokerError, ErrorCode, FindCoordinator, KafkaError } from "@k/protocol";
import type { Clock } from "../clock.js";
import { ProducerClosedError, ProducerFencedError, TransactionAbortableError } from "../errors.js";
import { judgeCoordinator, type TransactionalRequest } from "./coordinator-verdict.js";

export type CoordinatorType = "group" | "transaction";

const KEY_TYPES: { readonly [type in CoordinatorType]: number } = { group: 0, transaction: 1 };
/** The first version that asks for several keys at once. */
const BATCHED_VERSION = 4;
/** The first version that tells transactions from groups; before it there were only groups. */
const TYPED_VERSION = 1;

export class CoordinatorClient {
  readonly #client: KafkaClient;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #backoffMs: (attempt: number, random: () => number) => number;
  readonly #coordinators = new Map<string, number>();
  readonly #sleepers = new Set<{ readonly timer: unknown; readonly wake: () => void }>();
  #closed = false;

  constructor(parts: {
    client: KafkaClient;
    clock: Clock;
    random: () => number;
    retryBackoffMs: number;
    retryBackoffMaxMs: number;
  }) {
    this.#client = parts.client;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#backoffMs = exponentialBackoff({
      initialMs: parts.retryBackoffMs,
      maxMs: parts.retryBackoffMaxMs,
      jitter: 0.2,
    });
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
    for (let failures = 1; ; failures++) {
      const nodeId = await this.#find(type, key, givenUp);
      const failed = causes(await this.#codesOf(attempt(nodeId)));
      if (failed.length === 0) return;
      if (this.#worst(request, key, failed) === "findCoordinator") this.#coordinators.delete(`${type}:${key}`);
      await this.#sleep(this.#backoffMs(failures, this.#random));
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
      );
      const failed = errorCodes.filter((code) => code !== ErrorCode.NONE);
      if (failed.length === 0) {
        this.#coordinators.set(`${type}:${key}`, nodeId);
        return nodeId;
      }
      this.#worst("FindCoordinator", key, failed);
      await this.#sleep(this.#backoffMs(failures, this.#random));
    }
  }

  /** A connection that ended counts as a coordinator that moved. */
  async #codesOf(attempt: Promise<readonly number[]>): Promise<readonly number[]> {
    try {
      return await attempt;
    } catch (error) {
      if (error instanceof KafkaError && error.retriable) return [ErrorCode.NOT_COORDINATOR];
      throw error;
    }
  }

  /** What to do about the codes; throws if trying again cannot help. */
  #worst(request: TransactionalRequest, key: string, codes: readonly number[]): "retry" | "findCoordinator" {
    this.#checkOpen(key);
    let worst: "retry" | "findCoordinator" = "retry";
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
      if (verdict === "findCoordinator") worst = verdict;
    }
    if (abortable === undefined) return worst;
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
