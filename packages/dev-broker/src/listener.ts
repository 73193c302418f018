/** A port of each broker, and what protects it. */
import type { TlsOptions } from "node:tls";
import type { SaslOptions } from "./sasl/index.js";

export type SecurityProtocol = "PLAINTEXT" | "SSL" | "SASL_PLAINTEXT" | "SASL_SSL";

export interface ListenerOptions {
  /** Default: the security protocol. */
  readonly name?: string;
  readonly securityProtocol: SecurityProtocol;
  /** Node's options: `key`, `cert`; `ca`, `requestCert` and `rejectUnauthorized` for mutual TLS. */
  readonly tls?: TlsOptions;
  readonly sasl?: SaslOptions;
  /** What brokers listen on and tell clients, if not what the cluster says: a name that a certificate holds, for instance. */
  readonly host?: string;
}

export interface ListenerConfig {
  readonly name: string;
  readonly host: string;
  readonly tls: TlsOptions | undefined;
  readonly sasl: SaslOptions | undefined;
}

/** What was asked for, with nothing missing that its security protocol needs. */
export function checkListeners(listeners: readonly ListenerOptions[], defaultHost: string): readonly ListenerConfig[] {
  if (listeners.length === 0) throw new TypeError("listeners: a broker without a listener can serve nobody");
  const configs = listeners.map((listener): ListenerConfig => {
    const { securityProtocol, name = securityProtocol, host = defaultHost } = listener;
    const wantsTls = securityProtocol.endsWith("SSL");
    const wantsSasl = securityProtocol.startsWith("SASL");
    if (wantsTls && listener.tls === undefined) throw new TypeError(`listener ${name}: ${securityProtocol} needs tls`);
    if (wantsSasl && listener.sasl === undefined)
      throw new TypeError(`listener ${name}: ${securityProtocol} needs sasl`);
    return { name, host, tls: wantsTls ? listener.tls : undefined, sasl: wantsSasl ? listener.sasl : undefined };
  });
  const names = new Set(configs.map(({ name }) => name));
  if (names.size < configs.length) throw new TypeError(`listeners: each needs a name of its own, got ${[...names]}`);
  return configs;
}
