import { KafkaConfigurationError } from "@k/client";
import { expect, test } from "vitest";
import { checkOptions } from "./check-options.js";

test.each([
  ["lingerMS", "lingerMs"],
  ["linger", "lingerMs"],
  ["linger_ms", "lingerMs"],
  ["acknowledgements", undefined],
  ["ack", "acks"],
  ["brokers", "bootstrapServers"],
  ["bootstrapServer", "bootstrapServers"],
  ["bootstrap_servers", "bootstrapServers"],
  ["requestTimeout", "requestTimeoutMs"],
  ["idempotent", "enableIdempotence"],
  ["compression", "compressionType"],
  ["transactionId", "transactionalId"],
  ["max_in_flight_requests_per_connection", "maxInFlightRequestsPerConnection"],
  ["sasl", "securityProtocol"],
  ["flavour", undefined],
])("the unknown option %j makes one think of %j", (written, meant) => {
  const expected = meant === undefined ? "; docs/options.md lists all there are" : `: did you mean ${meant}?`;
  expect(() => checkOptions({ [written]: 1 })).toThrow(`unknown option ${JSON.stringify(written)}${expected}`);
});

test.each([
  ["linger.ms", "lingerMs"],
  ["queue.buffering.max.ms", "lingerMs"],
  ["message.timeout.ms", "deliveryTimeoutMs"],
  ["metadata.broker.list", "bootstrapServers"],
])("a dotted name, %j, also makes one think of properties files", (written, meant) => {
  expect(() => checkOptions({ [written]: 1 })).toThrow(
    `did you mean ${meant}? (producerOptionsFromProperties() reads Kafka's dotted names)`,
  );
});

test("names that every object has are unknown options like any other", () => {
  for (const name of ["constructor", "toString", "__proto__"]) {
    const options = Object.defineProperty({}, name, { value: 1, enumerable: true });
    expect(() => checkOptions(options)).toThrow(`unknown option "${name}"`);
  }
});

test.each([
  [{ lingerMs: "5" }, 'lingerMs: expected an integer from 0 to 2147483647 (milliseconds), not the string "5"'],
  [{ lingerMs: -1 }, "lingerMs: expected an integer from 0 to 2147483647 (milliseconds), not -1"],
  [{ lingerMs: 1.5 }, "lingerMs: expected an integer from 0 to 2147483647 (milliseconds), not 1.5"],
  [{ deliveryTimeoutMs: Number.NaN }, "not NaN"],
  [{ deliveryTimeoutMs: Number.POSITIVE_INFINITY }, "not Infinity"],
  [{ batchSize: 16n }, "batchSize: expected an integer from 0 to 2147483647 (bytes), not 16"],
  [{ acks: 2 }, 'acks: expected 0, 1, -1 or "all", not 2'],
  [{ acks: "1" }, 'acks: expected 0, 1, -1 or "all", not the string "1"'],
  [{ compressionType: "brotli" }, 'compressionType: expected "none", "gzip", "snappy", "lz4" or "zstd"'],
  [{ enableIdempotence: 1 }, "enableIdempotence: expected true or false, not 1"],
  [{ transactionalId: "" }, 'transactionalId: expected a non-empty string, not the string ""'],
  [{ keySerializer: {} }, "keySerializer: expected a function, or an object with a serialize() method, not an object"],
  [{ partitioner: "random" }, "partitioner: expected a function, or an object with a partition() method"],
  [{ metricReporters: [{}] }, "metricReporters: expected a list of objects with metricChange(), not a list"],
  [{ interceptors: () => {} }, "interceptors: expected a list of objects with onSend() or onAcknowledgement()"],
  [{ clock: { now: () => 0 } }, "clock: expected an object with the methods now(), wallTime()"],
  [{ bootstrapServers: 7 }, "bootstrapServers: expected a string or a list of strings, not 7"],
  [{ allowAutoCreateTopics: "false" }, 'allowAutoCreateTopics: expected true or false, not the string "false"'],
  [{ connect: 5 }, "connect: expected a function, not 5"],
  [{ resolver: 5 }, "resolver: expected an object with the methods lookup(), canonicalName(), not 5"],
  [{ saslOauthTokenProvider: 5 }, "saslOauthTokenProvider: expected a function, or an object with a token() method"],
  [{ sslCiphers: 5 }, "sslCiphers: expected a non-empty string, not 5"],
  [{ metadataMaxIdleMs: 10 }, "metadataMaxIdleMs: expected an integer from 5000 to 2147483647 (milliseconds), not 10"],
  [{ securityProtocol: "TLS" }, 'securityProtocol: expected "PLAINTEXT", "SSL", "SASL_PLAINTEXT" or "SASL_SSL"'],
  [{ retries: null }, "retries: expected an integer from 0 to 2147483647, not null"],
])("%o is an error that says what was expected", (options, message) => {
  expect(() => checkOptions(options)).toThrow(KafkaConfigurationError);
  expect(() => checkOptions(options)).toThrow(message);
});

test.each([[undefined], [null], ["localhost:9092"], [7]])("options that are %j are an error", (options) => {
  expect(() => checkOptions(options as unknown as object)).toThrow(KafkaConfigurationError);
});

test("undefined is not given, whatever the option", () => {
  expect(() => checkOptions({ lingerMs: undefined, acks: undefined, nonsense: undefined })).not.toThrow();
});

test("secrets are the client's to check, and so never shown here", () => {
  expect(() => checkOptions({ saslPlainPassword: 7, sslPassword: null, sslKeyfile: 7 })).not.toThrow();
});
