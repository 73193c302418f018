/** RFC 4752: Kerberos, through the npm package `kerberos`, which is loaded when the first connection needs it. */
import { AuthenticationError, KafkaConfigurationError } from "../errors.js";
import type { SaslMechanism } from "./mechanism.js";

export interface GssapiOptions {
  /** The first part of the broker's principal, `kafka/host@REALM`. */
  readonly serviceName: string;
  /** The host in the broker's principal, where that is not the name we connect to. */
  readonly domainName?: string | undefined;
  readonly load?: () => Promise<KerberosModule>;
}

/** The part of the `kerberos` package that is used here; tokens are base64. */
export interface KerberosModule {
  initializeClient(service: string, options?: object): Promise<KerberosClient>;
}

export interface KerberosClient {
  readonly username: string | null;
  readonly contextComplete: boolean;
  step(challenge: string): Promise<string | null>;
  unwrap(challenge: string): Promise<string>;
  wrap(challenge: string, options?: { readonly user?: string; readonly protect?: boolean }): Promise<string>;
}

export function gssapi({ serviceName, domainName, load = loadKerberos }: GssapiOptions): SaslMechanism {
  return {
    name: "GSSAPI",
    async begin({ host }) {
      const service = `${serviceName}@${domainName ?? host}`;
      const kerberos = await load();
      const client = await explained(service, () => kerberos.initializeClient(service));
      let done = false;
      return (challenge) =>
        explained(service, async () => {
          if (done) return null;
          if (challenge !== null && client.contextComplete) {
            done = true;
            return securityLayer(client, challenge);
          }
          const token = await client.step(challenge === null ? "" : base64(challenge));
          // An empty token still has to be sent: the broker answers it with its offer of security layers.
          return Buffer.from(token ?? "", "base64");
        });
    },
  };
}

/** The broker offers security layers and a buffer size; only "none" (1) is asked for, as TLS does that better. */
async function securityLayer(client: KerberosClient, challenge: Uint8Array): Promise<Uint8Array> {
  const offer = Buffer.from(await client.unwrap(base64(challenge)), "base64");
  const [layers] = offer;
  if (offer.length !== 4 || layers === undefined || (layers & NO_LAYER) === 0) {
    throw new AuthenticationError(
      "GSSAPI: the broker insists on a security layer of its own; only auth is spoken here",
    );
  }
  const answer = Buffer.concat([Buffer.from([NO_LAYER, 0, 0, 0]), Buffer.from(client.username ?? "", "utf8")]);
  return Buffer.from(await client.wrap(answer.toString("base64")), "base64");
}

const NO_LAYER = 1;

async function explained<T>(service: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AuthenticationError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new AuthenticationError(
      `GSSAPI with ${service}: ${detail} (is there a ticket? see klist; the realm and its KDC stand in krb5.conf)`,
      { cause: error },
    );
  }
}

async function loadKerberos(): Promise<KerberosModule> {
  // The name is not a literal, so that neither compilers nor bundlers ask for an optional package.
  const name = "kerberos";
  try {
    const module = (await import(name)) as KerberosModule & { readonly default?: KerberosModule };
    return module.default ?? module;
  } catch (error) {
    throw new KafkaConfigurationError("saslMechanism GSSAPI needs the package `kerberos`: npm install kerberos", {
      cause: error,
    });
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
