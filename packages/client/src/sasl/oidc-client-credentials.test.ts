import { VirtualClock } from "@k/dev-broker";
import { expect, test } from "vitest";
import { AuthenticationError, KafkaConnectionError } from "../errors.js";
import { oidcClientCredentials } from "./index.js";

const url = "https://idp.example/token";

function provider(answer: (n: number) => Response | Promise<Response>, options: object = {}) {
  const clock = new VirtualClock();
  const calls: RequestInit[] = [];
  const fetch = async (_: unknown, init?: RequestInit) => {
    calls.push(init!);
    return answer(calls.length);
  };
  const credentials = { tokenEndpointUrl: url, clientId: "me & you", clientSecret: "s3cret:", clock, ...options };
  return { clock, calls, tokens: oidcClientCredentials({ ...credentials, fetch: fetch as typeof globalThis.fetch }) };
}

const json = (body: object, status = 200) => new Response(JSON.stringify(body), { status });

test("it asks with the client credentials grant, and with encoded basic authorization", async () => {
  const { tokens, calls } = provider(() => json({ access_token: "t", expires_in: 100 }), {
    scope: "kafka",
    parameters: { audience: "a" },
    extensions: { x: "y" },
  });
  expect(await tokens.token()).toEqual({ value: "t", extensions: { x: "y" } });
  const [{ method, headers, body } = {}] = calls;
  expect(method).toBe("POST");
  expect(body).toBe("grant_type=client_credentials&scope=kafka&audience=a");
  const { authorization } = headers as Record<string, string>;
  expect(Buffer.from(authorization!.slice("Basic ".length), "base64").toString()).toBe("me+%26+you:s3cret%3A");
});

test("a token is used again for 80 % of its life, and one request serves all who ask at once", async () => {
  const { tokens, calls, clock } = provider((n) => json({ access_token: `t${n}`, expires_in: 100 }));
  const values = await Promise.all([tokens.token(), tokens.token()]);
  expect(values.map((token: any) => token.value)).toEqual(["t1", "t1"]);
  await clock.advance(79_000);
  expect(await tokens.token()).toMatchObject({ value: "t1" });
  await clock.advance(2_000);
  expect(await tokens.token()).toMatchObject({ value: "t2" });
  expect(calls).toHaveLength(2);
});

test.each([
  [
    401,
    { error: "invalid_client", error_description: "no such client" },
    AuthenticationError,
    /401 \(invalid_client: no such client\)/,
  ],
  [400, {}, AuthenticationError, /400/],
  [503, {}, KafkaConnectionError, /503/],
  [429, {}, KafkaConnectionError, /429/],
])("an answer of %i", async (status, body, type, message) => {
  const { tokens } = provider(() => json(body, status));
  const error = await Promise.resolve(tokens.token()).catch((reason) => reason);
  expect(error).toBeInstanceOf(type);
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain("s3cret");
});

test("an answer without a token, and a provider that cannot be reached", async () => {
  const without = provider(() => json({ token_type: "Bearer" }));
  await expect(without.tokens.token()).rejects.toThrow("answered without an access_token");
  const down = provider(() => Promise.reject(new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") })));
  await expect(down.tokens.token()).rejects.toMatchObject({ retriable: true, message: /ECONNREFUSED/ as never });
});
