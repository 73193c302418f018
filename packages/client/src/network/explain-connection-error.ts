/** Turns what a socket says into what is wrong and what to do about it. */
import { AuthenticationError, KafkaConnectionError } from "../errors.js";
import { type Endpoint, formatEndpoint } from "./endpoint.js";
import { explainTlsError } from "./explain-tls-error.js";

/** Node's error codes (and OpenSSL's, through `explainTlsError`) to sentences. `$` stands for host:port. */
const explanations: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at $: is the broker up, and is this the port of one of its listeners?",
  ECONNRESET: "$ reset the connection",
  EPIPE: "$ had closed the connection already",
  ETIMEDOUT:
    "$ does not answer: is a firewall in between, or does the broker advertise an address that cannot be reached from here?",
  EHOSTUNREACH: "$ cannot be reached from here: no route to the host",
  ENETUNREACH: "$ cannot be reached from here: no route to its network",
  ENOTFOUND: "the host of $ cannot be resolved: check the name, and advertised.listeners if the broker gave it",
  EAI_AGAIN: "the host of $ cannot be resolved for the moment: the name server does not answer",
  EMFILE: "no connection to $: this process has too many open files (ulimit -n)",
  EACCES: "no permission to connect to $",
};

export function explainStreamError(error: unknown, endpoint: Endpoint): KafkaConnectionError | AuthenticationError {
  if (error instanceof KafkaConnectionError || error instanceof AuthenticationError) return error;
  const where = formatEndpoint(endpoint);
  const tls = explainTlsError(error, where);
  if (tls !== undefined) return tls;
  const code = codeOf(error);
  const sentence = code === undefined ? undefined : explanations[code];
  const detail = error instanceof Error ? error.message : String(error);
  const message =
    sentence === undefined ? `connection to ${where}: ${detail}` : `${sentence.replace("$", where)} (${code})`;
  const closed = code === "ECONNRESET" || code === "EPIPE";
  return new KafkaConnectionError(message, { cause: error, ...(closed ? { code: "CONNECTION_CLOSED" } : {}) });
}

/** The first bytes of a peer were not a frame: says which other protocol they look like. */
export function explainFirstBytes(bytes: Uint8Array, endpoint: Endpoint, cause: unknown): KafkaConnectionError {
  const where = formatEndpoint(endpoint);
  return new KafkaConnectionError(`${where} ${guess(bytes)}`, { cause });
}

function guess(bytes: Uint8Array): string {
  // TLS record: content type 21 (alert) or 22 (handshake), major version 3.
  if ((bytes[0] === 21 || bytes[0] === 22) && bytes[1] === 3) {
    return "speaks TLS: set securityProtocol to SSL or SASL_SSL, or use the port of a plaintext listener";
  }
  const text = String.fromCharCode(...bytes.subarray(0, 16)).replace(/[^\x20-\x7e]+/g, ".");
  if (text.startsWith("HTTP/")) return "speaks HTTP, not Kafka: is this the port of a REST or console service?";
  return `does not speak Kafka: its first bytes are ${JSON.stringify(text)}`;
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}
