/** SASL over a connection: handshake v1 with SaslAuthenticate, or bare tokens after handshake v0 (before Kafka 1.0). */
import { SaslAuthenticate, SaslHandshake } from "@k/protocol";
import { KafkaConnectionError } from "../errors.js";
import type { SaslAnswer, SaslTransport } from "../sasl/index.js";
import type { Connection } from "./connection.js";
import { formatEndpoint } from "./endpoint.js";
import type { NodeApiVersions } from "./node-api-versions.js";

export function saslTransport(connection: Connection, versions: NodeApiVersions): SaslTransport {
  const handshakeVersion = versions.pick(SaslHandshake, {}, formatEndpoint(connection.endpoint));
  const authenticateVersion = versions.find(SaslAuthenticate);
  // Handshake v1 promises that SaslAuthenticate follows.
  const framed = handshakeVersion >= 1 && authenticateVersion !== undefined;
  return {
    handshake: (mechanism) => connection.request(SaslHandshake, framed ? handshakeVersion : 0, { mechanism }),
    exchange: framed
      ? (token) => exchangeFramed(connection, authenticateVersion, token)
      : (token) => exchangeBare(connection, token),
  };
}

async function exchangeFramed(connection: Connection, version: number, authBytes: Uint8Array): Promise<SaslAnswer> {
  const response = await connection.request(SaslAuthenticate, version, { authBytes });
  const { errorCode, errorMessage, authBytes: challenge, sessionLifetimeMs } = response;
  return { errorCode, errorMessage, challenge, sessionLifetimeMs: Number(sessionLifetimeMs) };
}

/** There is no room for an error: a broker that refuses closes the connection. */
async function exchangeBare(connection: Connection, token: Uint8Array): Promise<SaslAnswer> {
  try {
    const challenge = await connection.exchangeToken(token);
    return { errorCode: 0, errorMessage: null, challenge, sessionLifetimeMs: 0 };
  } catch (error) {
    if (!(error instanceof KafkaConnectionError) || error.code !== "CONNECTION_CLOSED") throw error;
    throw new KafkaConnectionError(
      `${error.message}: brokers before Kafka 1.0 say in this way that name or password is wrong`,
      { code: "CONNECTION_CLOSED", cause: error },
    );
  }
}
