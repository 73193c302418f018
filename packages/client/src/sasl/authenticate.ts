/** Runs a mechanism against a broker: handshake, tokens back and forth, verdict. */
import { BrokerError, ErrorCode, KafkaError } from "@k/protocol";
import { AuthenticationError, KafkaConnectionError } from "../errors.js";
import type { SaslContext, SaslMechanism } from "./mechanism.js";

/** How SASL reaches the broker; given by the connection. */
export interface SaslTransport {
  handshake(mechanism: string): Promise<{ readonly errorCode: number; readonly mechanisms: readonly string[] }>;
  exchange(token: Uint8Array): Promise<SaslAnswer>;
}

export interface SaslAnswer {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly challenge: Uint8Array;
  /** KIP-368: authenticate again within this time; 0: never. */
  readonly sessionLifetimeMs: number;
}

/** More rounds than any mechanism takes: a broker that goes on asking is broken. */
const MAX_ROUNDS = 16;

/** Resolves with the lifetime of the session, 0 if it has no end. */
export async function authenticate(
  transport: SaslTransport,
  mechanism: SaslMechanism,
  context: SaslContext,
): Promise<number> {
  const where = `${mechanism.name} with ${context.host}:${context.port}`;
  try {
    await handshake(transport, mechanism, where);
    const exchange = await mechanism.begin(context);
    let token = await exchange(null);
    let sessionLifetimeMs = 0;
    for (let round = 0; token !== null; round++) {
      if (round === MAX_ROUNDS) throw new AuthenticationError(`${where}: no end after ${MAX_ROUNDS} rounds`);
      const answer = await transport.exchange(token);
      if (answer.errorCode !== ErrorCode.NONE) throw refused(answer, where);
      sessionLifetimeMs = answer.sessionLifetimeMs;
      token = await exchange(answer.challenge);
    }
    return sessionLifetimeMs;
  } catch (error) {
    if (error instanceof KafkaError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new AuthenticationError(`${where}: ${detail}`, { cause: error });
  }
}

async function handshake(transport: SaslTransport, { name }: SaslMechanism, where: string): Promise<void> {
  const { errorCode, mechanisms } = await transport.handshake(name);
  if (errorCode === ErrorCode.NONE) return;
  const cause = new BrokerError(errorCode, `SaslHandshake for ${where}`);
  if (errorCode === ErrorCode.UNSUPPORTED_SASL_MECHANISM) {
    const offer = mechanisms.length === 0 ? "none" : mechanisms.join(", ");
    throw new AuthenticationError(`${where}: the broker offers ${offer}: set saslMechanism to one of these`, {
      code: "UNSUPPORTED_SASL_MECHANISM",
      cause,
    });
  }
  if (errorCode === ErrorCode.ILLEGAL_SASL_STATE) {
    throw new AuthenticationError(
      `${where}: this listener has no SASL: use the port of a SASL listener, or set securityProtocol to PLAINTEXT or SSL`,
      { code: "ILLEGAL_SASL_STATE", cause },
    );
  }
  throw verdict(errorCode, `${where}: the handshake failed: ${cause.message}`, cause);
}

function refused({ errorCode, errorMessage }: SaslAnswer, where: string): KafkaError {
  const cause = new BrokerError(errorCode, where, { serverMessage: errorMessage });
  return verdict(errorCode, `${where}: the broker refuses: ${errorMessage ?? cause.message}`, cause);
}

/** Whether the error table calls the code passing decides whether it is final. */
function verdict(errorCode: number, message: string, cause: BrokerError): KafkaError {
  if (cause.retriable) return new KafkaConnectionError(message, { cause });
  return new AuthenticationError(message, {
    code: errorCode === ErrorCode.SASL_AUTHENTICATION_FAILED ? "SASL_AUTHENTICATION_FAILED" : cause.code,
    cause,
  });
}
