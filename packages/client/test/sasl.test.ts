/** SASL against a dev cluster: every mechanism, both handshakes, refusals, and re-authentication in the middle of work. */
import { inspect } from "node:util";
import { DevCluster, type SaslOptions } from "@k/dev-broker";
import { ErrorCode, ListOffsets, Metadata, SaslAuthenticate, SaslHandshake } from "@k/protocol";
import { afterEach, expect, test } from "vitest";
import { AuthenticationError, KafkaClient, type KafkaClientOptions, KafkaConfigurationError } from "../src/index.js";
import { expectSmallFootprint } from "./support/footprint.js";
import { pkiPath, serverTls } from "./support/pki.js";

expectSmallFootprint({ worksHard: /under load/ });

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

const credentials: SaslOptions = {
  users: { alice: "alice-s3cret", "a=b,c": "odd" },
  delegationTokens: { "token-1": "hmac==" },
};

async function cluster(sasl: SaslOptions = credentials, options: object = {}): Promise<DevCluster> {
  const listeners = [{ securityProtocol: "SASL_PLAINTEXT", sasl } as const];
  const started = await DevCluster.start({ listeners, ...options });
  open.push(started);
  return started;
}

function client(to: DevCluster, options: KafkaClientOptions): KafkaClient {
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const made = new KafkaClient({
    bootstrapServers: to.bootstrapServers,
    securityProtocol: "SASL_PLAINTEXT",
    saslPlainUsername: "alice",
    saslPlainPassword: "alice-s3cret",
    logger,
    ...options,
  });
  open.push(made);
  return made;
}

const jwt = (claims: object) =>
  [{ alg: "none" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".")
    .concat(".");
const soon = () => Math.floor(Date.now() / 1_000) + 3_600;

test.each<[string, KafkaClientOptions]>([
  ["PLAIN", { saslMechanism: "PLAIN" }],
  ["SCRAM-SHA-256", { saslMechanism: "SCRAM-SHA-256" }],
  ["SCRAM-SHA-512", { saslMechanism: "SCRAM-SHA-512" }],
  [
    "SCRAM with a name that needs escaping",
    { saslMechanism: "SCRAM-SHA-512", saslPlainUsername: "a=b,c", saslPlainPassword: "odd" },
  ],
  [
    "SCRAM with a delegation token",
    {
      saslMechanism: "SCRAM-SHA-256",
      saslPlainUsername: "token-1",
      saslPlainPassword: "hmac==",
      saslDelegationToken: true,
    },
  ],
  ["OAUTHBEARER", { saslMechanism: "OAUTHBEARER", saslOauthTokenProvider: () => jwt({ sub: "alice", exp: soon() }) }],
])("%s works, on brokers with SaslAuthenticate and on older ones with bare tokens", async (_, options) => {
  for (const version of [undefined, "0.10.2", "0.11"]) {
    const made = client(await cluster(credentials, version === undefined ? {} : { version }), options);
    expect((await made.send(Metadata, { topics: [] }, { to: "any" })).brokers).toHaveLength(1);
  }
});

test("SASL over TLS", async () => {
  const listeners = [
    { securityProtocol: "SASL_SSL", sasl: credentials, tls: serverTls("broker"), host: "localhost" } as const,
  ];
  const to = await DevCluster.start({ listeners });
  open.push(to);
  const made = client(to, {
    securityProtocol: "SASL_SSL",
    saslMechanism: "SCRAM-SHA-512",
    sslCafile: pkiPath("ca.pem"),
  });
  await made.connect({ timeoutMs: 5_000 });
});

test.each<[string, KafkaClientOptions, RegExp]>([
  ["a wrong password with PLAIN", { saslMechanism: "PLAIN", saslPlainPassword: "wr0ng" }, /refuses/],
  ["a wrong password with SCRAM", { saslMechanism: "SCRAM-SHA-256", saslPlainPassword: "wr0ng" }, /refuses/],
  ["an unknown user", { saslMechanism: "SCRAM-SHA-512", saslPlainUsername: "nobody" }, /refuses/],
  [
    "an expired token",
    { saslMechanism: "OAUTHBEARER", saslOauthTokenProvider: () => jwt({ sub: "alice", exp: 1 }) },
    /invalid_token|refuses/,
  ],
])("%s is final for everyone who waits, and not tried again", async (_, options, message) => {
  const to = await cluster();
  let handshakes = 0;
  to.intercept(SaslHandshake, (_exchange, next) => {
    handshakes++;
    return next();
  });
  const made = client(to, options);
  const waits = await Promise.allSettled([
    made.send(Metadata, { topics: [] }, { to: "any" }),
    made.metadata.waitForTopic("t", { timeoutMs: 30_000 }),
    made.connect(),
  ]);
  for (const wait of waits) {
    const { reason } = wait as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(AuthenticationError);
    expect(reason.message).toMatch(message);
    expect(inspect(reason, { depth: 10, showHidden: true })).not.toMatch(/wr0ng|s3cret/);
  }
  const before = handshakes;
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(handshakes).toBe(before);
  expect(handshakes).toBeLessThanOrEqual(2);
});

test("a mechanism that the broker does not offer is answered with those it offers", async () => {
  const to = await cluster({ ...credentials, mechanisms: ["SCRAM-SHA-512"] });
  const error = await client(to, { saslMechanism: "PLAIN" })
    .connect()
    .catch((reason) => reason);
  expect(error).toMatchObject({ name: "AuthenticationError", code: "UNSUPPORTED_SASL_MECHANISM" });
  expect(error.message).toMatch(/the broker offers SCRAM-SHA-512: set saslMechanism/);
});

test("a mechanism of one's own needs a name and a function", async () => {
  const to = await cluster();
  const begin = () => (challenge: Uint8Array | null) =>
    challenge === null ? Buffer.from("\0alice\0alice-s3cret") : null;
  await client(to, { saslMechanism: { name: "PLAIN", begin } }).connect({ timeoutMs: 5_000 });
});

test("sessions are renewed under load: no error, no reordering, on the same connection (KIP-368)", async () => {
  const to = await cluster({ ...credentials, maxReauthMs: 2_000 });
  let authentications = 0;
  to.intercept(SaslAuthenticate, (_exchange, next) => {
    authentications++;
    return next();
  });
  const connections = new Set<number>();
  to.intercept(ListOffsets, async (exchange, next) => {
    connections.add(exchange.connectionId);
    return next();
  });
  // At 85 % of a session, which leaves 300 ms on a machine that is busy with other tests.
  const made = client(to, { saslMechanism: "SCRAM-SHA-256", random: () => 0 });
  await made.connect();
  const answered: number[] = [];
  const untilMs = performance.now() + 4_500;
  let sent = 0;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      while (performance.now() < untilMs) {
        const id = sent++;
        await made.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 0 });
        answered.push(id);
      }
    }),
  );
  expect(answered).toEqual(answered.toSorted((a, b) => a - b));
  expect(answered.length).toBe(sent);
  expect(authentications).toBeGreaterThanOrEqual(6); // two tokens each time
  expect(connections.size).toBe(1);
});

test("a renewal that is refused closes the connection, and the waiting requests hear why", async () => {
  const to = await cluster({ ...credentials, maxReauthMs: 300 });
  const made = client(to, { saslMechanism: "PLAIN" });
  await made.connect();
  await made.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 0 });
  to.intercept(SaslAuthenticate, (exchange) => exchange.refusal(ErrorCode.SASL_AUTHENTICATION_FAILED));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const error = await made.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 0 }).catch((reason) => reason);
  expect(error).toBeInstanceOf(AuthenticationError);
});

test("a session that nobody uses costs nothing, and the first send after it just works", async () => {
  const to = await cluster({ ...credentials, maxReauthMs: 400 });
  const made = client(to, { saslMechanism: "PLAIN" });
  await made.connect();
  await made.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 0 });
  await new Promise((resolve) => setTimeout(resolve, 385));
  expect(await made.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 0 })).toMatchObject({ topics: [] });
});

test("secrets are nowhere to be seen on a client", async () => {
  const to = await cluster();
  const options: KafkaClientOptions[] = [
    { saslMechanism: "PLAIN" },
    { saslMechanism: "SCRAM-SHA-512" },
    { saslMechanism: "OAUTHBEARER", saslOauthTokenProvider: () => "s3cret-token" },
  ];
  for (const option of options) {
    const made = client(to, { ...option, sslPassword: "s3cret-key" });
    await made.connect({ timeoutMs: 2_000 }).catch(() => {});
    const seen = [
      inspect(made, { depth: 20, showHidden: true }),
      JSON.stringify(made),
      inspect(made.metadata, { depth: 20 }),
    ];
    expect(seen.join()).not.toContain("s3cret");
  }
});

test.each<[string, KafkaClientOptions, RegExp]>([
  ["no mechanism", { securityProtocol: "SASL_SSL" }, /needs saslMechanism/],
  ["no name", { saslMechanism: "PLAIN", saslPlainUsername: "" }, /PLAIN needs saslPlainUsername/],
  ["no password", { saslMechanism: "SCRAM-SHA-256", saslPlainPassword: "" }, /SCRAM-SHA-256 needs saslPlainPassword/],
  ["no token provider", { saslMechanism: "OAUTHBEARER" }, /OAUTHBEARER needs saslOauthTokenProvider/],
  [
    "an unknown mechanism",
    { saslMechanism: "DIGEST-MD5" as never },
    /saslMechanism must be one of PLAIN, .*not "DIGEST-MD5"/,
  ],
  ["an unknown protocol", { securityProtocol: "TLS" as never }, /securityProtocol must be one of PLAINTEXT, SSL/],
])("%s is a wrong setting", (_, options, message) => {
  const base: KafkaClientOptions = {
    securityProtocol: "SASL_PLAINTEXT",
    saslPlainUsername: "u",
    saslPlainPassword: "p",
  };
  expect(() => new KafkaClient({ ...base, ...options })).toThrow(KafkaConfigurationError);
  expect(() => new KafkaClient({ ...base, ...options })).toThrow(message);
});

test("PLAIN without TLS works, with a warning", () => {
  const warnings: string[] = [];
  const logger = { debug() {}, info() {}, warn: (text: string) => warnings.push(text), error() {} };
  const base = { saslMechanism: "PLAIN", saslPlainUsername: "u", saslPlainPassword: "p", logger } as const;
  new KafkaClient({ ...base, securityProtocol: "SASL_PLAINTEXT" });
  new KafkaClient({ ...base, securityProtocol: "SASL_SSL" });
  expect(warnings).toEqual(["saslMechanism PLAIN sends the password in clear over SASL_PLAINTEXT: use SASL_SSL"]);
});
