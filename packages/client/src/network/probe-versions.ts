/** Runs the probe of `probe-steps.ts`: every step keeps its connection open, and the first answer wins. */
import type { KafkaError } from "@k/protocol";
import { KafkaConnectionError } from "../errors.js";
import { type Clock, LazyTimer } from "../runtime/index.js";
import type { Connection } from "./connection.js";
import { type Endpoint, formatEndpoint } from "./endpoint.js";
import type { NodeApiVersions } from "./node-api-versions.js";
import { legacyProbeSteps, stepStartMs } from "./probe-steps.js";
import { releaseVersions } from "./release-versions.js";

export interface ProbeInit {
  readonly clock: Clock;
  /** For all steps together. */
  readonly timeoutMs: number;
  readonly endpoint: Endpoint;
  /** A fresh connection for the first question. */
  readonly first: Connection;
  readonly negotiate: (connection: Connection) => Promise<NodeApiVersions>;
  /** Another fresh connection to the same broker. */
  readonly open: () => Promise<Connection>;
  readonly discard: (connection: Connection, reason: KafkaError) => void;
}

type Found = readonly [Connection, NodeApiVersions];

export function probeVersions(init: ProbeInit): Promise<Found> {
  return new Promise((resolve, reject) => new Probe(init, resolve, reject).start());
}

class Probe {
  readonly #init: ProbeInit;
  readonly #resolve: (found: Found) => void;
  readonly #reject: (error: unknown) => void;
  readonly #timer: LazyTimer;
  readonly #startedMs: number;
  readonly #connections = new Set<Connection>();
  /** Steps started so far. ApiVersions is number 0. */
  #started = 0;
  #pending = 0;
  #done = false;
  #firstError: unknown;

  constructor(init: ProbeInit, resolve: (found: Found) => void, reject: (error: unknown) => void) {
    this.#init = init;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#startedMs = init.clock.now();
    this.#timer = new LazyTimer(init.clock, () => this.#onSilence());
  }

  start(): void {
    this.#nextStep();
  }

  #nextStep(): void {
    const index = this.#started++;
    this.#pending++;
    this.#timer.cancel();
    this.#timer.armAt(this.#startedMs + this.#endOfStepMs(index));
    this.#ask(index).then(
      (found) => this.#onAnswer(found),
      (error) => this.#onClosed(index, error),
    );
  }

  async #ask(index: number): Promise<Found> {
    const connection = index === 0 ? this.#init.first : await this.#init.open();
    this.#connections.add(connection);
    if (index === 0) return [connection, await this.#init.negotiate(connection)];
    const step = legacyProbeSteps[index - 1]!;
    await step.ask(connection);
    return [connection, releaseVersions(step.implies)!];
  }

  #onAnswer(found: Found): void {
    if (this.#done) return;
    this.#finish(found[0]);
    this.#resolve(found);
  }

  #onClosed(index: number, error: unknown): void {
    this.#pending--;
    if (this.#done) return;
    this.#firstError ??= error;
    // Only a broker that hangs up says "I do not know this"; anything else is a failure like any other.
    const isAnswer = error instanceof KafkaConnectionError && error.code === "CONNECTION_CLOSED";
    if (!isAnswer && index === 0) this.#fail(error);
    else if (index === this.#started - 1 && this.#hasNext()) this.#nextStep();
    else if (this.#pending === 0) this.#fail(this.#exhausted());
  }

  #onSilence(): void {
    if (this.#hasNext()) this.#nextStep();
    else this.#fail(this.#silent());
  }

  #fail(error: unknown): void {
    this.#finish(undefined);
    this.#reject(error);
  }

  #finish(winner: Connection | undefined): void {
    this.#done = true;
    this.#timer.cancel();
    const reason = new KafkaConnectionError("the probe of the broker's version is over");
    for (const connection of this.#connections) if (connection !== winner) this.#init.discard(connection, reason);
  }

  #hasNext(): boolean {
    return this.#started <= legacyProbeSteps.length;
  }

  #endOfStepMs(index: number): number {
    const { timeoutMs } = this.#init;
    return index === legacyProbeSteps.length ? timeoutMs : stepStartMs(index + 1, timeoutMs);
  }

  #exhausted(): KafkaConnectionError {
    return new KafkaConnectionError(
      `${formatEndpoint(this.#init.endpoint)} closed the connection on every request from ApiVersions to Metadata: either it is not ready yet, or it is no plaintext Kafka listener (a TLS listener does this: set securityProtocol to SSL or SASL_SSL)`,
      { cause: this.#firstError },
    );
  }

  #silent(): KafkaConnectionError {
    return new KafkaConnectionError(
      `${formatEndpoint(this.#init.endpoint)} accepts connections but answers nothing, within ${this.#init.timeoutMs} ms (apiVersionAutoTimeoutMs)`,
      { cause: this.#firstError },
    );
  }
}
