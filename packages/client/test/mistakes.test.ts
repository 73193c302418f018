/** The mistakes that people make most, and what they are told. Each message says what is wrong and what to do. */
import { createServer, type Server } from "node:net";
import { DevCluster, type DevClusterOptions } from "@k/dev-broker";
import { Metadata } from "@k/protocol";
import { afterEach, expect, test } from "vitest";
import { KafkaClient, type KafkaClientOptions } from "../src/index.js";
import { expectSmallFootprint } from "./support/footprint.js";
import { pkiPath, serverTls } from "./support/pki.js";

expectSmallFootprint();

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function cluster(options: DevClusterOptions = {}): Promise<DevCluster> {
  const started = await DevCluster.start(options);
  open.push(started);
  return started;
}

/** What `connect` rejects with. */
async function mistake(bootstrapServers: string | readonly string[], options: KafkaClientOptions = {}): Promise<Error> {
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const client = new KafkaClient({ bootstrapServers, logger, ...options });
  open.push(client);
  return client.connect({ timeoutMs: 1_500 }).then(
    () => expect.fail("it connected"),
    (error) => error,
  );
}

/** A server of another kind: what it does with a connection is up to `serve`. */
async function server(serve: Parameters<typeof createServer>[1]): Promise<string> {
  const listening: Server = createServer({}, serve as never);
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  open.push({ close: () => new Promise((resolve) => listening.close(resolve)) });
  return `127.0.0.1:${(listening.address() as { port: number }).port}`;
}

const sasl = { users: { alice: "s3cret" } };
const saslClient: KafkaClientOptions = {
  saslMechanism: "PLAIN",
  saslPlainUsername: "alice",
  saslPlainPassword: "s3cret",
};

test("a wrong port", async () => {
  const error = await mistake("127.0.0.1:1");
  expect(error.message).toMatch(
    /nothing listens at 127\.0\.0\.1:1: is the broker up, and is this the port of one of its listeners\?/,
  );
});

test("a wrong host name", async () => {
  const error = await mistake("no-such-host.invalid:9092");
  expect(error.message).toMatch(
    /the host of no-such-host\.invalid:9092 cannot be resolved.*(check the name|name server)/,
  );
});

test("plaintext to a TLS port", async () => {
  const to = await cluster({ listeners: [{ securityProtocol: "SSL", tls: serverTls("broker") }] });
  const error = await mistake(to.bootstrapServers);
  expect(error.message).toMatch(/speaks TLS|closed the connection on every request.*TLS listener/);
  expect(error.message).toMatch(/securityProtocol to SSL or SASL_SSL/);
});

test("TLS to a plaintext port", async () => {
  const to = await cluster();
  const error = await mistake(to.bootstrapServers, { securityProtocol: "SSL", sslCafile: pkiPath("ca.pem") });
  expect(error.message).toMatch(
    /it does not speak TLS on this port: use the port of an SSL listener, or set securityProtocol to PLAINTEXT/,
  );
});

test("no SASL to a SASL port", async () => {
  const to = await cluster({ listeners: [{ securityProtocol: "SASL_PLAINTEXT", sasl }] });
  const error = await mistake(to.bootstrapServers);
  expect(error.message).toMatch(
    /closed the connection.*this listener may want SASL: set securityProtocol to SASL_PLAINTEXT/,
  );
});

test("SASL to a port without it", async () => {
  const to = await cluster();
  const error = await mistake(to.bootstrapServers, { ...saslClient, securityProtocol: "SASL_PLAINTEXT" });
  expect(error.message).toMatch(
    /this listener has no SASL: use the port of a SASL listener, or set securityProtocol to PLAINTEXT/,
  );
});

test("a mechanism that the broker does not have", async () => {
  const to = await cluster({
    listeners: [
      { securityProtocol: "SASL_PLAINTEXT", sasl: { ...sasl, mechanisms: ["SCRAM-SHA-256", "SCRAM-SHA-512"] } },
    ],
  });
  const error = await mistake(to.bootstrapServers, { ...saslClient, securityProtocol: "SASL_PLAINTEXT" });
  expect(error.message).toMatch(/the broker offers SCRAM-SHA-256, SCRAM-SHA-512: set saslMechanism to one of these/);
});

test("a wrong password", async () => {
  const to = await cluster({ listeners: [{ securityProtocol: "SASL_PLAINTEXT", sasl }] });
  const error = await mistake(to.bootstrapServers, {
    ...saslClient,
    securityProtocol: "SASL_PLAINTEXT",
    saslPlainPassword: "guess",
  });
  expect(error.message).toMatch(/PLAIN with 127\.0\.0\.1:\d+: the broker refuses: .*[Ii]nvalid/);
  expect(error.message).not.toContain("guess");
});

test("a CA that is not trusted", async () => {
  const to = await cluster({ listeners: [{ securityProtocol: "SSL", tls: serverTls("stranger"), host: "localhost" }] });
  const error = await mistake(to.bootstrapServers, { securityProtocol: "SSL", sslCafile: pkiPath("ca.pem") });
  expect(error.message).toMatch(/not signed by a CA that is trusted here: put the CA's certificate into sslCafile/);
});

test("a web server", async () => {
  const place = await server((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  });
  const error = await mistake(place);
  expect(error.message).toMatch(/speaks HTTP, not Kafka/);
});

test("a server that speaks something else", async () => {
  const place = await server((socket) => {
    socket.on("error", () => {});
    socket.resume();
    socket.end("SSH-2.0-OpenSSH_9.2p1\r\n");
  });
  const error = await mistake(place);
  expect(error.message).toMatch(/does not speak Kafka: its first bytes are "SSH-2\.0-OpenSSH/);
});

test("an advertised listener that cannot be reached", async () => {
  const to = await cluster();
  to.intercept(Metadata, async (_exchange, next) => {
    const outcome = await next();
    if (typeof outcome === "string") return outcome;
    return { ...outcome, brokers: [{ nodeId: 0, host: "kafka.internal.invalid", port: 9092 }] };
  });
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const client = new KafkaClient({ bootstrapServers: to.bootstrapServers, logger });
  open.push(client);
  await client.connect();
  const error = await client.send(Metadata, { topics: [] }, { to: 0 }).catch((reason) => reason);
  expect(error.message).toMatch(
    /the host of kafka\.internal\.invalid:9092 cannot be resolved: check the name, and advertised\.listeners if the broker gave it/,
  );
});

test("a topic name that is not legal", async () => {
  const to = await cluster();
  const client = new KafkaClient({ bootstrapServers: to.bootstrapServers });
  open.push(client);
  const startMs = performance.now();
  const error = await client.metadata.waitForTopic("not legal!", { timeoutMs: 30_000 }).catch((reason) => reason);
  expect(error).toMatchObject({ name: "BrokerError", code: "INVALID_TOPIC_EXCEPTION" });
  expect(performance.now() - startMs).toBeLessThan(2_000);
});
