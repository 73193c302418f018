/**
 * One attempt to come by a connection to a broker that is ready for use: resolve, dial, TLS, versions (with the probe
 * of brokers that cannot tell them), authentication. Ends once, with one ready connection or one error.
 */
import type { Duplex } from "node:stream";
import { KafkaError } from "@k/protocol";
import { isFinal, KafkaConnectionError, UnsupportedVersionError } from "../errors.js";
import { type Clock, LazyTimer } from "../runtime/index.js";
import type { Connect } from "./connect.js";
import { Connection, type ConnectionListener } from "./connection.js";
import type { CloseKind, ConnectionConfig } from "./connection-config.js";
import { isDown } from "./connection-state.js";
import { dial } from "./dial.js";
import { type Endpoint, formatEndpoint } from "./endpoint.js";
import { explainStreamError } from "./explain-connection-error.js";
import { type ClientSoftware, negotiateVersions } from "./negotiate-versions.js";
import type { NodeApiVersions } from "./node-api-versions.js";
import { probeVersions } from "./probe-versions.js";
import { type KafkaRelease, releaseVersions } from "./release-versions.js";
import type { HostAddresses } from "./resolve.js";
import type { SocketSettings } from "./socket-options.js";

/** What TLS and SASL add to a connection; both absent for PLAINTEXT. */
export interface ConnectionSecurity {
  /** Speaks TLS over `stream`; resolves with the encrypted stream once the broker's certificate was accepted. */
  readonly startTls?: (stream: Duplex, host: string, signal: AbortSignal) => Promise<Duplex>;
  /** Proves who we are; also used for re-authentication. */
  readonly authenticate?: (connection: Connection, versions: NodeApiVersions) => Promise<AuthenticatedSession>;
}

export interface AuthenticatedSession {
  /** When to authenticate again, on the client's clock; infinity: never. */
  readonly reauthenticateAtMs: number;
}

export interface AttemptConfig {
  readonly clock: Clock;
  readonly connection: ConnectionConfig;
  readonly connect: Connect;
  readonly security: ConnectionSecurity;
  readonly software: ClientSoftware;
  /** A release to assume instead of asking. */
  readonly apiVersion: KafkaRelease | "auto";
  readonly apiVersionAutoTimeoutMs: number;
  /** Whether brokers older than 0.10 are looked for. */
  readonly legacyBrokers: boolean;
  readonly socket: SocketSettings;
}

export interface AttemptTarget {
  readonly endpoint: Endpoint;
  readonly addresses: HostAddresses;
  /** For each address: from the first packet to `ready`. */
  readonly setupTimeoutMs: number;
  /** Whether the broker may turn out to be older than 0.10. */
  readonly mayBeLegacy: boolean;
}

export interface AttemptOutcome {
  onReady(connection: Connection): void;
  onFailed(error: KafkaError): void;
}

export class ConnectAttempt implements ConnectionListener {
  readonly #config: AttemptConfig;
  readonly #target: AttemptTarget;
  readonly #outcome: AttemptOutcome;
  /** All that this attempt has opened and not handed over: one, or several while it probes. */
  readonly #open = new Set<Connection>();
  #cancelled: KafkaError | undefined;

  constructor(config: AttemptConfig, target: AttemptTarget, outcome: AttemptOutcome) {
    this.#config = config;
    this.#target = target;
    this.#outcome = outcome;
  }

  start(): void {
    this.#run().then(
      (connection) => {
        this.#open.delete(connection);
        // It may have ended between becoming ready and being noticed.
        if (isDown(connection.state)) this.#outcome.onFailed(connection.state.reason);
        else this.#outcome.onReady(connection);
      },
      (error) => this.#outcome.onFailed(this.#explain(error)),
    );
  }

  cancel(reason: KafkaError): void {
    this.#cancelled = reason;
    this.#closeAll(reason, "released");
  }

  onResponse(): void {}

  onClosing(connection: Connection, _reason: KafkaError, _kind: CloseKind): void {
    this.#open.delete(connection);
  }

  async #run(): Promise<Connection> {
    const { endpoint, addresses } = this.#target;
    let lastError: unknown;
    for (const address of await this.#lookUp()) {
      if (this.#cancelled !== undefined) break;
      addresses.tried(address);
      try {
        const connection = await this.#reach(address);
        addresses.worked();
        return connection;
      } catch (error) {
        lastError = this.#explain(error);
        this.#closeAll(lastError as KafkaError, "released");
        // Other addresses of the name are other ways to the same broker: credentials will not be better there.
        if (isFinal(lastError) || error instanceof UnsupportedVersionError) break;
      }
    }
    throw this.#cancelled ?? lastError ?? new KafkaConnectionError(`${formatEndpoint(endpoint)}: no address found`);
  }

  #lookUp(): Promise<readonly string[]> {
    const { endpoint, addresses, setupTimeoutMs } = this.#target;
    return new Promise((resolve, reject) => {
      const timer = this.#startTimer(() => {
        const waited = `no answer about the host of ${formatEndpoint(endpoint)} within ${Math.round(setupTimeoutMs)} ms`;
        reject(new KafkaConnectionError(`${waited}: the name server is slow, or cannot be reached`));
      });
      addresses
        .inOrder(endpoint.host)
        .then(resolve, reject)
        .finally(() => timer.cancel());
    });
  }

  /** From an address to a ready connection, within the set-up timeout. */
  async #reach(address: string): Promise<Connection> {
    const timer = this.#startTimer(() => this.#onSetupTimeout());
    try {
      const [connection, versions] = await this.#reachVersions(address);
      const { authenticate } = this.#config.security;
      let session: AuthenticatedSession = { reauthenticateAtMs: Number.POSITIVE_INFINITY };
      if (authenticate !== undefined) {
        connection.enter({ name: "authenticating", versions });
        session = await authenticate(connection, versions);
      }
      connection.enter({ name: "ready", versions, ...session });
      return connection;
    } finally {
      timer.cancel();
    }
  }

  #startTimer(onTimeout: () => void): LazyTimer {
    const { clock } = this.#config;
    let deferred = false;
    const timer = new LazyTimer(clock, (latenessMs) => {
      if (deferred) return onTimeout();
      // As for requests: look at the socket once more, and do not count time for which the event loop stood still.
      deferred = true;
      timer.armAt(clock.now() + Math.min(latenessMs, this.#target.setupTimeoutMs));
    });
    timer.armAt(clock.now() + this.#target.setupTimeoutMs);
    return timer;
  }

  async #reachVersions(address: string): Promise<readonly [Connection, NodeApiVersions]> {
    const { apiVersion, clock, apiVersionAutoTimeoutMs, software } = this.#config;
    const connection = await this.#openTo(address);
    if (apiVersion !== "auto") return [connection, releaseVersions(apiVersion)!];
    if (!this.#target.mayBeLegacy) return [connection, await this.#negotiate(connection)];
    return probeVersions({
      clock,
      timeoutMs: apiVersionAutoTimeoutMs,
      endpoint: this.#target.endpoint,
      first: connection,
      negotiate: (first) => negotiateVersions(first, software),
      open: () => this.#openTo(address),
      discard: (other, reason) => other.close(reason, "released"),
    });
  }

  async #negotiate(connection: Connection): Promise<NodeApiVersions> {
    try {
      return await negotiateVersions(connection, this.#config.software);
    } catch (error) {
      if (!(error instanceof KafkaConnectionError && error.code === "CONNECTION_CLOSED")) throw error;
      const where = formatEndpoint(this.#target.endpoint);
      throw new KafkaConnectionError(
        `${where} closed the connection when it was asked for its versions, as brokers older than 0.10 do`,
        { cause: error, code: error.code },
      );
    }
  }

  /** A connection on which nothing but (if so configured) TLS has been spoken. */
  async #openTo(address: string): Promise<Connection> {
    const { connect, security, connection: connectionConfig, socket } = this.#config;
    const { endpoint } = this.#target;
    const connection = new Connection(endpoint, connectionConfig, this);
    this.#open.add(connection);
    if (this.#cancelled !== undefined) connection.close(this.#cancelled, "released");
    const { signal } = connection;
    let stream = await dial(
      connect,
      { host: address, port: endpoint.port },
      { signal, hostname: endpoint.host, tls: security.startTls !== undefined, ...socket },
    );
    if (security.startTls !== undefined) {
      connection.enter({ name: "tls" });
      stream = await security.startTls(stream, endpoint.host, signal);
    }
    if (signal.aborted) {
      stream.destroy();
      throw signal.reason;
    }
    connection.attach(stream);
    connection.enter({ name: "versions" });
    return connection;
  }

  #onSetupTimeout(): void {
    const [connection] = this.#open;
    const where = formatEndpoint(this.#target.endpoint);
    const stage = stages[connection?.state.name ?? ""] ?? "connecting";
    this.#closeAll(
      new KafkaConnectionError(
        `${where} was not ready within ${Math.round(this.#target.setupTimeoutMs)} ms (socketConnectionSetupTimeoutMs): stuck at ${stage}`,
      ),
      "failed",
    );
  }

  #closeAll(reason: KafkaError, kind: CloseKind): void {
    for (const connection of this.#open) connection.close(reason, kind);
  }

  #explain(error: unknown): KafkaError {
    return error instanceof KafkaError ? error : explainStreamError(error, this.#target.endpoint);
  }
}

const stages: Readonly<Record<string, string>> = {
  connecting:
    "the TCP connection; is a firewall in between, or is the advertised address one that cannot be reached from here?",
  tls: "the TLS handshake",
  versions: "ApiVersions; it accepts connections but does not answer, as 0.9 does",
  authenticating: "SASL authentication",
};
