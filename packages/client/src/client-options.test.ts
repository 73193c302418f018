import { expect, test } from "vitest";
import { type KafkaClientOptions, resolveOptions } from "./client-options.js";
import { KafkaConfigurationError } from "./errors.js";

test("the defaults are Kafka's", () => {
  expect(resolveOptions({})).toMatchObject({
    bootstrapServers: [{ host: "localhost", port: 9092 }],
    requestTimeoutMs: 30_000,
    maxInFlightRequestsPerConnection: 5,
    reconnectBackoffMs: 50,
    reconnectBackoffMaxMs: 1_000,
    retryBackoffMs: 100,
    socketConnectionSetupTimeoutMs: 10_000,
    socketConnectionSetupTimeoutMaxMs: 30_000,
    connectionsMaxIdleMs: 540_000,
    metadataMaxAgeMs: 300_000,
    allowAutoCreateTopics: true,
    apiVersion: "auto",
    apiVersionAutoTimeoutMs: 2_000,
    warnings: [],
  });
});

test("a first back-off above the maximum's default raises it", () => {
  expect(resolveOptions({ reconnectBackoffMs: 5_000 }).reconnectBackoffMaxMs).toBe(5_000);
  expect(resolveOptions({ reconnectBackoffMs: 5_000, reconnectBackoffMaxMs: 9_000 }).reconnectBackoffMaxMs).toBe(9_000);
});

test.each<[KafkaClientOptions, RegExp]>([
  [{ requestTimeoutMs: 0 }, /requestTimeoutMs must be a number of at least 1, not 0/],
  [{ maxInFlightRequestsPerConnection: Number.NaN }, /maxInFlightRequestsPerConnection must be a number/],
  [{ reconnectBackoffMs: "50" as never }, /reconnectBackoffMs must be a number of at least 0, not "50"/],
  [{ apiVersion: [0, 7] }, /apiVersion must be "auto" or a Kafka release from 0\.8 on.*\[0,7\]/],
  [{ apiVersion: "0.10" as never }, /apiVersion must be "auto"/],
  [{ apiVersion: [1] as never }, /apiVersion must be "auto"/],
  [{ clientDnsLookup: "default" as never }, /clientDnsLookup must be one of use_all_dns_ips/],
  [{ metadataRecoveryStrategy: "never" as never }, /metadataRecoveryStrategy must be one of rebootstrap, none/],
  [{ bootstrapServers: [] }, /bootstrapServers is empty/],
  [{ metadataMaxIdleMs: 10 }, /metadataMaxIdleMs must be a number of at least 5000, not 10/],
  [{ allowAutoCreateTopics: "false" as never }, /allowAutoCreateTopics must be true or false, not "false"/],
  [{ legacyBrokers: null as never }, /legacyBrokers must be true or false, not null/],
  [{ sslCheckHostname: 0 as never }, /sslCheckHostname must be true or false, not 0/],
  [{ connect: 5 as never }, /connect must be a function, not 5/],
  [
    { resolver: { lookup() {} } as never },
    /resolver must be an object with lookup\(\), canonicalName\(\), not such an/,
  ],
  [{ logger: console.log as never }, /logger must be an object with debug\(\), .*, not a function/],
  [
    { socketOptions: [["IPPROTO_TCP", "TCP_NODELAY", 0], 5] as never },
    /socketOptions must be a list of \[level, .*such a/,
  ],
  [{ socketOptions: "TCP_NODELAY" as never }, /socketOptions must be a list .*, not "TCP_NODELAY"/],
  [{ clientId: 7 as never }, /clientId must be a string or null, not 7/],
  [{ sslContext: 5 as never }, /sslContext must be an object, not 5/],
  [{ sslCiphers: 5 as never }, /sslCiphers must be a string, not 5/],
  [{ saslMechanism: { name: "OWN" } as never }, /saslMechanism must be a name, or an object of your own/],
  [{ saslOauthTokenProvider: 5 as never }, /saslOauthTokenProvider must be a function, or an object with token/],
])("%j is refused", (options, message) => {
  expect(() => resolveOptions(options)).toThrow(KafkaConfigurationError);
  expect(() => resolveOptions(options)).toThrow(message);
});

test("what Node has no place for is accepted, with one sentence each", () => {
  const { warnings } = resolveOptions({
    receiveBufferBytes: 32_768,
    sendBufferBytes: 131_072,
    selector: {},
    sockChunkBytes: 4_096,
    sockChunkBufferCount: 1_000,
    socketOptions: [["IPPROTO_IP", "IP_TOS", 8]],
  });
  expect(warnings).toHaveLength(6);
  expect(warnings.join("\n")).toMatch(/receiveBufferBytes has no effect: Node cannot set SO_RCVBUF/);
  expect(warnings.join("\n")).toMatch(/selector has no effect.*`connect`/);
  expect(resolveOptions({ receiveBufferBytes: -1, sendBufferBytes: null }).warnings).toEqual([]);
});

test.each(["saslPlainPassword", "sslPassword", "sslKeyfile", "saslOauthTokenProvider"] as const)(
  "a wrong %s is not shown",
  (name) => {
    const options = { [name]: 271_828 };
    expect(() => resolveOptions(options)).toThrow(new RegExp(`${name} must be .*, not another kind of value$`));
  },
);

test("security options that have no effect are named", () => {
  expect(resolveOptions({ sslCafile: "ca.pem" }).warnings).toEqual([
    "ssl* options have no effect with securityProtocol PLAINTEXT: set it to SSL or SASL_SSL",
  ]);
  for (const options of [{ saslMechanism: "PLAIN" }, { saslPlainUsername: "u" }] as const) {
    expect(resolveOptions({ ...options, securityProtocol: "SSL" }).warnings).toEqual([
      "sasl* options have no effect with securityProtocol SSL: set it to SASL_SSL or SASL_PLAINTEXT",
    ]);
  }
});
