/** Every way to prove who one is, on one real broker: what works, what is refused and how, and sessions that end under load. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createPki, whyNoKerberos } from "@k/kafka-tooling";
import { deliveryOf, KafkaProducer, type ProducerOptions } from "@k/producer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Footprint, footprintOf } from "../src/footprint.js";
import { auditByConsumer, type Ledger, sendNumbered } from "../src/numbered/index.js";
import { useKafka } from "../src/use-kafka.js";

const allKept = {
  ...{ missing: 0, misplaced: 0, unknown: 0, falselyNotPersisted: 0, duplicates: 0, reordered: 0 },
  examples: [],
};
const noGssapi = whyNoGssapi();
const sessionMs = 3_000;

const kafka = useKafka({
  security: { kerberos: noGssapi === undefined },
  properties: {
    "listener.name.sasl_ssl.scram-sha-512.connections.max.reauth.ms": sessionMs,
    "listener.name.sasl_plaintext.plain.connections.max.reauth.ms": sessionMs,
  },
});

let strangers: Awaited<ReturnType<typeof createPki>>;
let strangersFolder: string;
beforeAll(async () => {
  strangersFolder = await mkdtemp(join(tmpdir(), "k-strangers-"));
  strangers = await createPki(strangersFolder);
});
afterAll(() => rm(strangersFolder, { recursive: true, force: true }));

type Options = () => ProducerOptions;

const tls: Options = () => ({ securityProtocol: "SSL", sslCafile: security().pki.caFile });
const mutualTls: Options = () => ({
  ...tls(),
  sslCertfile: security().pki.client.certificateFile,
  sslKeyfile: security().pki.client.keyFile,
});
const sasl =
  (securityProtocol: "SASL_PLAINTEXT" | "SASL_SSL", saslMechanism: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512") =>
  (): ProducerOptions => {
    const { username, password } = security().users[saslMechanism === "PLAIN" ? "plain" : "scram"];
    return {
      ...{ securityProtocol, saslMechanism, saslPlainUsername: username, saslPlainPassword: password },
      ...(securityProtocol === "SASL_SSL" ? { sslCafile: security().pki.caFile } : {}),
    };
  };
const oauth =
  (token: () => string): Options =>
  () => ({ securityProtocol: "SASL_PLAINTEXT", saslMechanism: "OAUTHBEARER", saslOauthTokenProvider: token });

test.each<[string, string, Options]>([
  ["PLAINTEXT", "PLAINTEXT", () => ({})],
  ["TLS", "SSL", tls],
  ["mutual TLS", "MTLS", mutualTls],
  ["PLAIN", "SASL_PLAINTEXT", sasl("SASL_PLAINTEXT", "PLAIN")],
  ["SCRAM-SHA-256", "SASL_PLAINTEXT", sasl("SASL_PLAINTEXT", "SCRAM-SHA-256")],
  ["SCRAM-SHA-512", "SASL_PLAINTEXT", sasl("SASL_PLAINTEXT", "SCRAM-SHA-512")],
  ["PLAIN over TLS", "SASL_SSL", sasl("SASL_SSL", "PLAIN")],
  ["SCRAM-SHA-256 over TLS", "SASL_SSL", sasl("SASL_SSL", "SCRAM-SHA-256")],
  ["SCRAM-SHA-512 over TLS", "SASL_SSL", sasl("SASL_SSL", "SCRAM-SHA-512")],
  ["OAUTHBEARER", "OAUTH", oauth(() => token())],
])("%s: written, and read back by Kafka", async (name, listener, options) => {
  await writeAndReadBack(name, listener, options());
});

test.skipIf(noGssapi !== undefined)(`GSSAPI: written, and read back by Kafka ${skipped(noGssapi)}`, async () => {
  const kdc = security().kdc!;
  // The library reads both when it is loaded, which the first connection does.
  process.env.KRB5_CONFIG = kdc.configFile;
  process.env.KRB5CCNAME = `FILE:${join(strangersFolder, "tickets")}`;
  await promisify(execFile)("kinit", ["-k", "-t", kdc.clientKeytab, `client@${kdc.realm}`]);
  await writeAndReadBack("GSSAPI", "KRB", {
    ...{ securityProtocol: "SASL_PLAINTEXT", saslMechanism: "GSSAPI", saslKerberosServiceName: "kafka" },
  });
});

test.each<[string, string, Options, RegExp]>([
  ["a wrong password, PLAIN", "SASL_PLAINTEXT", wrongPassword(sasl("SASL_PLAINTEXT", "PLAIN")), /refuses/],
  [
    "a wrong password, SCRAM-SHA-256",
    "SASL_PLAINTEXT",
    wrongPassword(sasl("SASL_PLAINTEXT", "SCRAM-SHA-256")),
    /refuses/,
  ],
  ["a wrong password, SCRAM-SHA-512", "SASL_SSL", wrongPassword(sasl("SASL_SSL", "SCRAM-SHA-512")), /refuses/],
  ["an expired token", "OAUTH", oauth(() => token({ expiresInS: -60 })), /refuses|invalid_token/],
  [
    "a mechanism that is not offered",
    "OAUTH",
    () => sasl("SASL_PLAINTEXT", "PLAIN")(),
    /the broker offers OAUTHBEARER: set saslMechanism/,
  ],
  ["an unknown CA", "SSL", () => ({ ...tls(), sslCafile: strangers.caFile }), /unknown CA/],
  [
    "a certificate for another host",
    "SSL",
    () => ({ ...tls(), resolver: { lookup: async () => ["127.0.0.1"], canonicalName: async (name) => name } }),
    /for another host.*connect by a name in its certificate/s,
  ],
  ["no client certificate", "MTLS", tls, /client certificate required/],
  [
    "a client certificate of somebody else's CA",
    "MTLS",
    () => ({
      ...tls(),
      sslCertfile: strangers.client.certificateFile,
      sslKeyfile: strangers.client.keyFile,
    }),
    /client certificate/,
  ],
])("%s: said at once, and not tried again", async (name, listener, options, message) => {
  const bootstrapServers = name.includes("another host")
    ? kafka().bootstrap(listener).replace("localhost", "kafka.example")
    : kafka().bootstrap(listener);
  const footprint = await footprintOf(async (connections) => {
    const producer = new KafkaProducer({ ...options(), bootstrapServers, logger: silent });
    const startedAt = performance.now();
    const sends = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => producer.send({ topic: `refused-${n % 2}`, value: "x" })),
    );
    expect(performance.now() - startedAt).toBeLessThan(5_000); // not after maxBlockMs, a minute
    for (const send of sends) {
      const { reason } = send as PromiseRejectedResult;
      expect(reason).toMatchObject({ name: "AuthenticationError", retriable: false });
      expect(reason.message).toMatch(message);
      expect(deliveryOf(reason)?.persistence ?? "notPersisted").toBe("notPersisted");
    }
    const tried = connections();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(connections()).toBe(tried); // nobody asks, nobody knocks
    await producer.close();
  });
  expect(footprint.connections).toBeGreaterThan(0);
  expect(footprint.connections).toBeLessThanOrEqual(3);
  expectModest(footprint);
});

test("a password that is put right is taken up by the next send", async () => {
  const { password } = security().users.scram;
  let current = "wrong";
  const footprint = await footprintOf(async () => {
    const producer = new KafkaProducer({
      ...sasl("SASL_PLAINTEXT", "SCRAM-SHA-512")(),
      saslPlainPassword: () => current,
      ...{ bootstrapServers: kafka().bootstrap("SASL_PLAINTEXT"), enableIdempotence: true, logger: silent },
    });
    await expect(producer.send({ topic: "put-right", value: "x" })).rejects.toThrow(/refuses/);
    current = password;
    const startedAt = performance.now();
    expect(await producer.send({ topic: "put-right", value: "x" })).toMatchObject({ offset: 0n });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await producer.close();
  });
  expectModest(footprint);
});

test("sessions of three seconds, renewed under load for 30 s: no error, no reordering, no new connection", async () => {
  const perSecond = 1_000;
  const loads: [string, string, number, (asked: () => void) => ProducerOptions][] = [
    ["renewed-scram", "SASL_SSL", sessionMs, (asked) => askedFor(sasl("SASL_SSL", "SCRAM-SHA-512")(), asked)],
    ["renewed-plain", "SASL_PLAINTEXT", sessionMs, (asked) => askedFor(sasl("SASL_PLAINTEXT", "PLAIN")(), asked)],
    [
      "renewed-token",
      "OAUTH",
      5_000,
      (asked) =>
        oauth(() => {
          asked();
          return token({ expiresInS: 5 });
        })(),
    ],
  ];
  const ledgers = new Map<string, Ledger>();
  const footprint = await footprintOf(async () => {
    await Promise.all(
      loads.map(async ([topic, listener, lastsMs, optionsOf]) => {
        let authentications = 0;
        const producer = new KafkaProducer({
          ...optionsOf(() => void authentications++),
          ...{ bootstrapServers: kafka().bootstrap(listener), enableIdempotence: true, lingerMs: 2, logger: silent },
        });
        ledgers.set(topic, await sendNumbered(producer, topic, { count: 30 * perSecond, perSecond }));
        const created = producer.metrics()["producer-metrics"]?.["connection-creation-total"];
        await producer.close();
        expect(created, `${topic}: connections`).toBeLessThanOrEqual(2); // bootstrap, and the node's own
        expect(authentications, `${topic}: authentications`).toBeGreaterThanOrEqual(Math.floor(28_000 / lastsMs));
      }),
    );
  });
  await Promise.all([...ledgers].map(([topic, ledger]) => expectAllKept(topic, ledger)));
  expectModest(footprint);
});

function security() {
  const { security: found } = kafka();
  if (found) return found;
  throw new Error("this cluster has no security");
}

async function writeAndReadBack(name: string, listener: string, options: ProducerOptions): Promise<void> {
  const topic = `secured-${name.replaceAll(/\W+/g, "-")}`;
  let ledger: Ledger | undefined;
  const footprint = await footprintOf(async () => {
    const producer = new KafkaProducer({
      ...options,
      ...{ bootstrapServers: kafka().bootstrap(listener), enableIdempotence: true, logger: silent },
    });
    ledger = await sendNumbered(producer, topic, { count: 500 });
    await producer.close();
  });
  await expectAllKept(topic, ledger!);
  expectModest({ ...footprint, cpuShare: 0 }); // a fraction of a second in which there is something to do
}

async function expectAllKept(topic: string, ledger: Ledger): Promise<void> {
  expect(Object.fromEntries(ledger.errors), topic).toEqual({});
  expect(await auditByConsumer(kafka(), topic, ledger), topic).toEqual(allKept);
}

function expectModest({ left, loopDelayMs, cpuShare }: Footprint): void {
  expect(left).toEqual([]);
  expect(loopDelayMs).toBeLessThan(100);
  expect(cpuShare).toBeLessThan(0.5);
}

function wrongPassword(options: Options): Options {
  return () => ({ ...options(), saslPlainPassword: "wrong" });
}

/** The password is asked for at each authentication. */
function askedFor(options: ProducerOptions, asked: () => void): ProducerOptions {
  const password = String(options.saslPlainPassword);
  return {
    ...options,
    saslPlainPassword: () => {
      asked();
      return password;
    },
  };
}

/** Unsecured (RFC 7515, appendix A.5): the broker of this test believes whoever says who he is. */
function token({ expiresInS = 3_600 } = {}): string {
  const nowS = Math.floor(Date.now() / 1_000);
  const claims = { sub: "carol", iat: nowS - 120, exp: nowS + expiresInS };
  const parts = [{ alg: "none" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return `${parts.join(".")}.`;
}

function whyNoGssapi(): string | undefined {
  const missing = whyNoKerberos();
  if (missing !== undefined) return missing;
  try {
    // From where the client loads it.
    createRequire(createRequire(import.meta.url).resolve("@k/client")).resolve("kerberos");
    return undefined;
  } catch {
    return "no package kerberos (npm install --no-save kerberos; it is compiled with Debian's libkrb5-dev)";
  }
}

function skipped(reason: string | undefined): string {
  return reason === undefined ? "" : `– SKIPPED: ${reason}`;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };
