/**
 * Runs the probe of `probe-steps.ts`: every step keeps its connection open, and the first answer wins. One that would make
 * the broker an old one has to stand a second ApiVersions: a network that breaks or swallows the first looks the same.
 */
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
  /** An answer that only an old broker needs, until ApiVersions has failed again. */
  #legacy: Found | undefined;

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
      (found) => this.#onAnswer(index, found),
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

  #onAnswer(index: number, found: Found): void {
    if (this.#done) return;
    if (index === 0) this.#succeed(found);
    else if (this.#legacy === undefined) this.#confirm(found);
  }

  /** An old broker closes ApiVersions a second time, or ignores it for as long as the first. */
  #confirm(legacy: Found): void {
    this.#legacy = legacy;
    this.#timer.cancel();
    this.#timer.armAt(this.#init.clock.now() + stepStartMs(1, this.#init.timeoutMs));
    this.#init
      .open()
      .then(async (connection): Promise<Found> => {
        if (this.#done) this.#init.discard(connection, over());
        this.#connections.add(connection);
        return [connection, await this.#init.negotiate(connection)];
      })
      .then(
        (found) => this.#succeed(found),
        (error) => (hungUp(error) ? this.#succeed(legacy) : this.#fail(error)),
      );
  }

  #succeed(found: Found): void {
    if (this.#done) return;
    this.#finish(found[0]);
    this.#resolve(found);
  }

  #onClosed(index: number, error: unknown): void {
    this.#pending--;
    if (this.#done || this.#legacy !== undefined) return;
    this.#firstError ??= error;
    if (!hungUp(error) && index === 0) this.#fail(error);
    else if (index === this.#started - 1 && this.#hasNext()) this.#nextStep();
    else if (this.#pending === 0) this.#fail(this.#exhausted());
  }

  #onSilence(): void {
    if (this.#legacy !== undefined) this.#succeed(this.#legacy);
    else if (this.#hasNext()) this.#nextStep();
    else this.#fail(this.#silent());
  }

  #fail(error: unknown): void {
    if (this.#done) return;
    this.#finish(undefined);
    this.#reject(error);
  }

  #finish(winner: Connection | undefined): void {
    this.#done = true;
    this.#timer.cancel();
    for (const connection of this.#connections) if (connection !== winner) this.#init.discard(connection, over());
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

/** Only a broker that hangs up says "I do not know this"; anything else is a failure like any other. */
function hungUp(error: unknown): boolean {
  return error instanceof KafkaConnectionError && error.code === "CONNECTION_CLOSED";
}

function over(): KafkaConnectionError {
  return new KafkaConnectionError("the probe of the broker's version is over");
}
