/** From security options to what a connection does about them: TLS, SASL, both or nothing. */
import { KafkaConfigurationError } from "./errors.js";
import { type ConnectionSecurity, saslTransport } from "./network/index.js";
import type { Clock, Logger } from "./runtime/index.js";
import {
  authenticate,
  gssapi,
  type OauthTokenProvider,
  oauthbearer,
  plain,
  type SaslMechanism,
  type Secret,
  scram,
} from "./sasl/index.js";
import { createStartTls, type TlsOptions } from "./tls/index.js";

export type SecurityProtocol = "PLAINTEXT" | "SSL" | "SASL_PLAINTEXT" | "SASL_SSL";
export type SaslMechanismName = "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512" | "OAUTHBEARER" | "GSSAPI";

export interface SecurityOptions extends TlsOptions {
  /** How the listener is spoken to. Default PLAINTEXT. */
  readonly securityProtocol?: SecurityProtocol;
  /** Wanted with SASL_*: one of Kafka's mechanisms, or your own. */
  readonly saslMechanism?: SaslMechanismName | SaslMechanism;
  /** For PLAIN and SCRAM. */
  readonly saslPlainUsername?: string;
  readonly saslPlainPassword?: Secret;
  /** SCRAM with a delegation token (KIP-48): its id is the name, its HMAC (as the broker gives it) the password. */
  readonly saslDelegationToken?: boolean;
  /** For OAUTHBEARER: a function, or an object with `token()`. */
  readonly saslOauthTokenProvider?: OauthTokenProvider | OauthTokenProvider["token"];
  /** For GSSAPI: the first part of the brokers' principals. Default `"kafka"`. */
  readonly saslKerberosServiceName?: string;
  /** For GSSAPI: the host part of the brokers' principals, where it is not the host that we connect to. */
  readonly saslKerberosDomainName?: string;
}

export interface SecuritySettings {
  /** Appended to the error when a broker hangs up on the first real request. */
  readonly hintIfUnwelcome: string | undefined;
  readonly startTls: boolean;
  readonly mechanism: SaslMechanism | undefined;
  readonly warnings: readonly string[];
}

/** Throws `KafkaConfigurationError` for what cannot work; secrets are in closures from here on, out of sight of logs. */
export function resolveSecurity(options: SecurityOptions): SecuritySettings {
  const protocol = String(options.securityProtocol ?? "PLAINTEXT").toUpperCase();
  if (!(protocol in protocols)) {
    const names = Object.keys(protocols).join(", ");
    throw new KafkaConfigurationError(
      `securityProtocol must be one of ${names}, not ${JSON.stringify(options.securityProtocol)}`,
    );
  }
  const { tls, sasl } = protocols[protocol as SecurityProtocol];
  const warnings: string[] = [];
  if (!tls && tlsNames.some((name) => options[name] !== undefined)) {
    warnings.push(`ssl* options have no effect with securityProtocol ${protocol}: set it to SSL or SASL_SSL`);
  }
  if (!sasl && saslNames.some((name) => options[name] !== undefined)) {
    warnings.push(
      `sasl* options have no effect with securityProtocol ${protocol}: set it to SASL_SSL or SASL_PLAINTEXT`,
    );
  }
  const mechanism = sasl ? mechanismOf(options) : undefined;
  if (mechanism?.name === "PLAIN" && !tls) {
    warnings.push("saslMechanism PLAIN sends the password in clear over SASL_PLAINTEXT: use SASL_SSL");
  }
  const withSasl = tls ? "SASL_SSL" : "SASL_PLAINTEXT";
  const hintIfUnwelcome = sasl ? undefined : `: this listener may want SASL: set securityProtocol to ${withSasl}`;
  return { startTls: tls, mechanism, warnings, hintIfUnwelcome };
}

export interface SecurityTools {
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
}

export function createSecurity(
  options: SecurityOptions,
  { startTls, mechanism }: SecuritySettings,
  { clock, random, logger }: SecurityTools,
): ConnectionSecurity {
  return {
    ...(startTls && { startTls: createStartTls(options, logger) }),
    ...(mechanism && {
      authenticate: async (connection, versions) => {
        const { host, port } = connection.endpoint;
        const context = { host: host.replace(/\.$/, ""), port };
        const lifetimeMs = await authenticate(saslTransport(connection, versions), mechanism, context);
        return { reauthenticateAtMs: lifetimeMs > 0 ? clock.now() + sessionShareMs(lifetimeMs, random) : Infinity };
      },
    }),
  };
}

/** As Java does, at 85 to 95 % of the session, so that the connections of many clients do not come all at once. */
function sessionShareMs(lifetimeMs: number, random: () => number): number {
  return lifetimeMs * (0.85 + 0.1 * random());
}

const protocols: Readonly<Record<SecurityProtocol, { readonly tls: boolean; readonly sasl: boolean }>> = {
  PLAINTEXT: { tls: false, sasl: false },
  SSL: { tls: true, sasl: false },
  SASL_PLAINTEXT: { tls: false, sasl: true },
  SASL_SSL: { tls: true, sasl: true },
};

const tlsNames = [
  "sslContext",
  "sslCafile",
  "sslCertfile",
  "sslKeyfile",
  "sslPassword",
  "sslCrlfile",
  "sslCheckHostname",
  "sslCiphers",
] as const;

const saslNames = [
  "saslMechanism",
  "saslPlainUsername",
  "saslPlainPassword",
  "saslDelegationToken",
  "saslOauthTokenProvider",
  "saslKerberosServiceName",
  "saslKerberosDomainName",
] as const;

const mechanisms: Readonly<Record<SaslMechanismName, (options: SecurityOptions) => SaslMechanism>> = {
  PLAIN: (options) => plain(credentials(options)),
  "SCRAM-SHA-256": (options) => scramWith(options, "SHA-256"),
  "SCRAM-SHA-512": (options) => scramWith(options, "SHA-512"),
  OAUTHBEARER: ({ saslOauthTokenProvider }) => {
    if (saslOauthTokenProvider === undefined) throw missing("OAUTHBEARER", "saslOauthTokenProvider");
    return oauthbearer(saslOauthTokenProvider);
  },
  GSSAPI: ({ saslKerberosServiceName, saslKerberosDomainName }) =>
    gssapi({ serviceName: saslKerberosServiceName ?? "kafka", domainName: saslKerberosDomainName }),
};

function mechanismOf(options: SecurityOptions): SaslMechanism {
  const { saslMechanism } = options;
  if (saslMechanism === undefined) throw missing(`securityProtocol ${options.securityProtocol}`, "saslMechanism");
  if (typeof saslMechanism === "object") return saslMechanism;
  const create = mechanisms[String(saslMechanism).toUpperCase() as SaslMechanismName];
  if (create !== undefined) return create(options);
  const names = Object.keys(mechanisms).join(", ");
  throw new KafkaConfigurationError(
    `saslMechanism must be one of ${names}, or an object of your own, not ${JSON.stringify(saslMechanism)}`,
  );
}

function scramWith(options: SecurityOptions, hash: "SHA-256" | "SHA-512"): SaslMechanism {
  return scram({ hash, ...credentials(options), isDelegationToken: options.saslDelegationToken ?? false });
}

function credentials({ saslMechanism, saslPlainUsername, saslPlainPassword }: SecurityOptions) {
  if (!saslPlainUsername) throw missing(`saslMechanism ${saslMechanism}`, "saslPlainUsername");
  if (!saslPlainPassword) throw missing(`saslMechanism ${saslMechanism}`, "saslPlainPassword");
  return { username: saslPlainUsername, password: saslPlainPassword };
}

function missing(what: string, option: string): KafkaConfigurationError {
  return new KafkaConfigurationError(`${what} needs ${option}`);
}
