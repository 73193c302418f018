import { expect, test } from "vitest";
import { KafkaConfigurationError, KafkaConnectionError } from "../errors.js";
import { oauthbearer } from "./index.js";

const context = { host: "broker", port: 9092 };
const first = async (provider: Parameters<typeof oauthbearer>[0]) =>
  Buffer.from((await (await oauthbearer(provider).begin(context))(null))!).toString();

test.each([
  ["a function", () => "abc.def.", "n,,\x01auth=Bearer abc.def.\x01\x01"],
  ["an object", { token: async () => "abc" }, "n,,\x01auth=Bearer abc\x01\x01"],
  [
    "extensions",
    () => ({ value: "abc", extensions: { logicalCluster: "lkc-1", identityPoolId: "p 2" } }),
    "n,,\x01auth=Bearer abc\x01logicalCluster=lkc-1\x01identityPoolId=p 2\x01\x01",
  ],
])("a token from %s", async (_, provider, message) => {
  expect(await first(provider)).toBe(message);
});

test.each([
  ["a token that would end the field", () => "abc\x01auth=Bearer other"],
  ["an empty token", () => ""],
  ["an extension called auth", () => ({ value: "abc", extensions: { auth: "x" } })],
  ["an extension that would start another one", () => ({ value: "abc", extensions: { a: "x\x01b=y" } })],
])("%s is refused, and not shown", async (_, provider) => {
  const error = await first(provider).catch((reason) => reason);
  expect(error).toBeInstanceOf(KafkaConfigurationError);
  expect(error.message).not.toMatch(/abc|other/);
});

test("a provider that fails is a connection that may be tried again", async () => {
  const cause = new Error("identity provider is down");
  const error = await first(() => Promise.reject(cause)).catch((reason) => reason);
  expect(error).toBeInstanceOf(KafkaConnectionError);
  expect(error).toMatchObject({ retriable: true, cause });
});

test("an empty answer is success; an error is acknowledged, so that the broker says it officially", async () => {
  const exchange = await oauthbearer(() => "abc").begin(context);
  await exchange(null);
  expect(await exchange(new Uint8Array())).toBeNull();
  const refused = await oauthbearer(() => "abc").begin(context);
  await refused(null);
  const reply = await refused(Buffer.from('{"status":"invalid_token"}'));
  expect(reply).toEqual(Uint8Array.of(1));
  await expect(refused(Buffer.from("more"))).rejects.toThrow('does not accept the token: {"status":"invalid_token"}');
});
