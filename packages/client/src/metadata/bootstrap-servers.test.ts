import { expect, test } from "vitest";
import { KafkaConfigurationError } from "../errors.js";
import { parseBootstrapServers } from "./index.js";

test.each([
  ["a", ["a", 9092]],
  ["a:9093", ["a", 9093]],
  ["SASL_SSL://a.example:9093", ["a.example", 9093]],
  ["kafka.example.com.:9092", ["kafka.example.com.", 9092]],
  ["127.0.0.1:1", ["127.0.0.1", 1]],
  ["[::1]:9093", ["::1", 9093]],
  ["[fe80::1%eth0]", ["fe80::1%eth0", 9092]],
  ["::1", ["::1", 9092]],
  ["2001:db8::7", ["2001:db8::7", 9092]],
])("%s", (text, [host, port]: any) => {
  expect(parseBootstrapServers(text)).toEqual([{ host, port }]);
});

test("a comma list, a list of lists and repeats all give each server once, in order", () => {
  const servers = parseBootstrapServers(["b:1, a:2", "", "b:1"]);
  expect(servers.map(({ host, port }) => `${host}:${port}`)).toEqual(["b:1", "a:2"]);
});

test.each([["a:"], ["a:0"], ["a:65536"], ["a:9o92"], [""], [","], ["a b:1"], [[5]]])("%j is refused", (value: any) => {
  expect(() => parseBootstrapServers(value)).toThrow(KafkaConfigurationError);
});
