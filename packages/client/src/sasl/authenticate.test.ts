import { expect, test } from "vitest";
import { AuthenticationError, KafkaConnectionError } from "../errors.js";
import { authenticate, plain, type SaslAnswer, type SaslTransport } from "./index.js";

const context = { host: "broker", port: 9092 };
const mechanism = plain({ username: "alice", password: "s3cret" });

function transport(handshakeError: number, answer: Partial<SaslAnswer> = {}): SaslTransport & { tokens: Uint8Array[] } {
  const tokens: Uint8Array[] = [];
  return {
    tokens,
    handshake: async () => ({ errorCode: handshakeError, mechanisms: ["SCRAM-SHA-256", "SCRAM-SHA-512"] }),
    exchange: async (token) => {
      tokens.push(token);
      return { errorCode: 0, errorMessage: null, challenge: new Uint8Array(), sessionLifetimeMs: 0, ...answer };
    },
  };
}

test("PLAIN sends name and password in one token, with no authorization id", async () => {
  const broker = transport(0, { sessionLifetimeMs: 5_000 });
  expect(await authenticate(broker, mechanism, context)).toBe(5_000);
  expect(broker.tokens.map((token) => Buffer.from(token).toString())).toEqual(["\0alice\0s3cret"]);
});

test("a mechanism that the broker does not have: the error lists those it has", async () => {
  const attempt = authenticate(transport(33), mechanism, context);
  await expect(attempt).rejects.toBeInstanceOf(AuthenticationError);
  await expect(attempt).rejects.toThrow("PLAIN with broker:9092: the broker offers SCRAM-SHA-256, SCRAM-SHA-512");
});

test("a listener without SASL is named as that", async () => {
  await expect(authenticate(transport(34), mechanism, context)).rejects.toThrow("this listener has no SASL");
});

test("refused credentials: final, with the broker's words and without the password", async () => {
  const broker = transport(0, { errorCode: 58, errorMessage: "Invalid username or password" });
  const error = await authenticate(broker, mechanism, context).catch((reason) => reason);
  expect(error).toBeInstanceOf(AuthenticationError);
  expect(error).toMatchObject({ code: "SASL_AUTHENTICATION_FAILED", retriable: false });
  expect(error.message).toBe("PLAIN with broker:9092: the broker refuses: Invalid username or password");
});

test("an error that the table calls passing is one of the connection", async () => {
  const attempt = authenticate(transport(0, { errorCode: 7 }), mechanism, context);
  await expect(attempt).rejects.toBeInstanceOf(KafkaConnectionError);
});

test("a broker that never comes to an end is given up on", async () => {
  const endless = { name: "X", begin: () => () => new Uint8Array(1) };
  const broker = transport(0);
  await expect(authenticate(broker, endless, context)).rejects.toThrow("no end after 16 rounds");
  expect(broker.tokens).toHaveLength(16);
});

test("what a mechanism of one's own throws becomes an AuthenticationError with a cause", async () => {
  const cause = new Error("smart card removed");
  const broken = {
    name: "X",
    begin: () => () => {
      throw cause;
    },
  };
  await expect(authenticate(transport(0), broken, context)).rejects.toMatchObject({
    name: "AuthenticationError",
    cause,
  });
});
