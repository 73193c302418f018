/** Bad weather between a client and a dev cluster: cut frames, fragments, silence, restarts, moved ports, blocked loops. */
import {
  closeAfterBytes,
  cutResponse,
  DevCluster,
  type DevClusterOptions,
  delayResponse,
  garbleResponse,
  loseResponse,
  once,
  replaceResponse,
  skipResponse,
  splitResponse,
  throttle,
} from "@k/dev-broker";
import { ListOffsets, Metadata } from "@k/protocol";
import { afterEach, expect, test } from "vitest";
import { KafkaClient, type KafkaClientOptions } from "../src/index.js";
import { expectSmallFootprint } from "./support/footprint.js";

expectSmallFootprint({ blocksLoop: /event loop/ });

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function cluster(options: DevClusterOptions = {}): Promise<DevCluster> {
  const started = await DevCluster.start(options);
  open.push(started);
  return started;
}

function client(to: DevCluster, options: KafkaClientOptions = {}): KafkaClient {
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const made = new KafkaClient({ bootstrapServers: to.bootstrapServers, logger, ...options });
  open.push(made);
  return made;
}

const request = { replicaId: -1, topics: [] };
const ask = (of: KafkaClient, to = 0, options: object = {}) => of.send(ListOffsets, request, { to, ...options });
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  );

/** As a caller would: again after each error that is said to be retriable. */
async function persist<T>(run: () => Promise<T>, withinMs = 5_000): Promise<T> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await run();
    } catch (error: any) {
      if (!error.retriable || performance.now() > untilMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

test("an answer that is cut at any byte is an error that may be retried, and the next connection works", async () => {
  const to = await cluster();
  const made = client(to, { reconnectBackoffMs: 1, reconnectBackoffMaxMs: 2 });
  await made.connect();
  await ask(made);
  for (let bytes = 0; bytes < 14; bytes++) {
    to.intercept(ListOffsets, cutResponse(bytes), { when: once() });
    const error = await errorOf(ask(made));
    expect(error, `cut after ${bytes} bytes`).toMatchObject({ name: "KafkaConnectionError", retriable: true });
    await persist(() => ask(made));
  }
});

test("a request that is cut at any byte is an error that may be retried", async () => {
  const to = await cluster();
  for (let bytes = 40; bytes < 70; bytes += 3) {
    const made = client(to, { reconnectBackoffMs: 1, reconnectBackoffMaxMs: 2 });
    const rule = to.interceptConnections(closeAfterBytes(bytes), { when: once() });
    await persist(() => made.connect({ timeoutMs: 2_000 }));
    await persist(() => ask(made));
    rule.remove();
    await made.close();
  }
});

test("answers in pieces of one byte, and many answers in one piece", async () => {
  const to = await cluster();
  const made = client(to);
  await made.connect();
  const rule = to.intercept("any", splitResponse(1));
  await Promise.all(Array.from({ length: 20 }, () => ask(made)));
  rule.remove();
  await Promise.all(Array.from({ length: 200 }, () => ask(made)));
});

test("garbled answers end the connection, never more: errors are typed, and the client goes on", async () => {
  const to = await cluster();
  const made = client(to, { reconnectBackoffMs: 1, reconnectBackoffMaxMs: 2 });
  await made.connect();
  const rule = to.intercept(ListOffsets, garbleResponse(3));
  const names = new Set<string>();
  for (let i = 0; i < 100; i++) {
    const error = await errorOf(ask(made, 0, { timeoutMs: 100 }));
    if (error !== undefined) names.add(error.name);
    if (!made.isReady(0)) to.brokers[0]!.closeConnections(); // it may have been told to be quiet for hours
  }
  for (const name of names) expect(name).toMatch(/^Kafka(Connection|Protocol)Error$|^RequestTimeoutError$/);
  rule.remove();
  to.brokers[0]!.closeConnections();
  await persist(() => ask(made));
});

test.each([
  ["2 GiB", Uint8Array.of(0x7f, 0xff, 0xff, 0xff)],
  ["a negative size", Uint8Array.of(0x80, 0, 0, 0)],
  ["an empty frame", Uint8Array.of(0, 0, 0, 0)],
  ["a frame without a correlation id", Uint8Array.of(0, 0, 0, 2, 0, 0)],
])("%s as an answer ends the connection, and nothing is allocated for it", async (_, bytes) => {
  const to = await cluster();
  const made = client(to);
  await made.connect();
  await ask(made);
  const before = process.memoryUsage().arrayBuffers;
  to.intercept(ListOffsets, replaceResponse(bytes), { when: once() });
  const error = await errorOf(ask(made));
  expect(error.name).toMatch(/^Kafka(Connection|Protocol)Error$/);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  await persist(() => ask(made));
});

test("an answer that is left out is noticed by the one after it, which is not taken for it", async () => {
  const to = await cluster();
  const made = client(to);
  await made.connect();
  await ask(made);
  to.intercept(ListOffsets, skipResponse(), { when: once() });
  const errors = await Promise.all([errorOf(ask(made)), errorOf(ask(made))]);
  expect(errors[0]).toMatchObject({ name: "KafkaConnectionError", retriable: true });
  expect(errors[0].message).toMatch(/correlation id/);
  expect(errors[1]).toMatchObject({ name: "KafkaConnectionError", retriable: true });
});

test("a broker that takes requests and never answers: timeout, new connection, and the others are not disturbed", async () => {
  const to = await cluster({ brokers: 3 });
  const made = client(to);
  await made.connect();
  await Promise.all([ask(made, 0), ask(made, 1), ask(made, 2)]);
  to.intercept(ListOffsets, loseResponse(), { when: once() });
  const started = performance.now();
  const lost = errorOf(ask(made, 1, { timeoutMs: 600 }));
  await Promise.all([ask(made, 0), ask(made, 2)]);
  expect(performance.now() - started).toBeLessThan(400);
  expect(await lost).toMatchObject({ name: "RequestTimeoutError", retriable: true });
  await persist(() => ask(made, 1));
});

test("a bootstrap server that accepts and stays silent does not keep the client from another one", async () => {
  const to = await cluster({ brokers: 3 });
  to.interceptConnections(({ brokerId }) => (brokerId < 2 ? { mute: true } : undefined));
  const made = client(to);
  const started = performance.now();
  await made.connect({ timeoutMs: 10_000 });
  expect(performance.now() - started).toBeLessThan(4_000);
});

test("connections that are refused or dropped at once are tried again with growing pauses", async () => {
  const to = await cluster();
  let tries = 0;
  to.interceptConnections(() => {
    tries++;
    return { refuse: true };
  });
  const made = client(to);
  const error = await errorOf(made.connect({ timeoutMs: 3_000 }));
  expect(error.name).toBe("NoBrokersAvailableError");
  expect(tries).toBeLessThan(45); // up to 5 questions of the probe each, at 0, 50, 150, 350, 750, 1550, 2550 ms
  to.clearFaults();
  await made.connect({ timeoutMs: 3_000 });
});

test("every broker restarted at once: the client is back within seconds", async () => {
  const to = await cluster({ brokers: 3 });
  const made = client(to);
  await made.connect();
  await Promise.all([ask(made, 0), ask(made, 1), ask(made, 2)]);
  await Promise.all(to.brokers.map((broker) => broker.kill()));
  await errorOf(ask(made, 0));
  await new Promise((resolve) => setTimeout(resolve, 500));
  await Promise.all(to.brokers.map((broker) => broker.start()));
  const started = performance.now();
  await Promise.all([0, 1, 2].map((node) => persist(() => ask(made, node))));
  expect(performance.now() - started).toBeLessThan(3_000);
});

test("every broker moved to other ports: the bootstrap server that stayed leads to them", async () => {
  const to = await cluster({ brokers: 3 });
  const made = client(to, { bootstrapServers: to.bootstrapServers[0]! });
  await made.connect();
  await Promise.all([ask(made, 1), ask(made, 2)]);
  for (const broker of to.brokers.slice(1)) {
    await broker.kill();
    await broker.start({ newPorts: true });
  }
  await Promise.all([1, 2].map((node) => persist(() => ask(made, node))));
});

test("a topic that is deleted and made again gets its new id; partitions that are added are seen", async () => {
  const to = await cluster({ autoCreateTopics: false });
  const made = client(to, { retryBackoffMs: 10 });
  to.createTopic("t", { partitions: 1 });
  const first = await made.metadata.waitForTopic("t", { timeoutMs: 2_000 });
  to.addPartitions("t", 4);
  await made.metadata.whenUpdated();
  expect(made.metadata.topic("t")?.partitions).toHaveLength(4);
  to.deleteTopic("t");
  await made.metadata.whenUpdated();
  expect(made.metadata.topic("t")).toBeUndefined();
  expect(made.metadata.cluster.topicErrors.get("t")?.code).toBe("UNKNOWN_TOPIC_OR_PARTITION");
  const wait = made.metadata.waitForTopic("t", { timeoutMs: 5_000 });
  setTimeout(() => to.createTopic("t", { partitions: 2 }), 300);
  const again = await wait;
  expect(again.partitions).toHaveLength(2);
  expect(again.topicId).not.toBe(first.topicId);
});

test("a rolling upgrade and downgrade: each connection speaks what its broker speaks", async () => {
  const to = await cluster({ brokers: 2, version: "0.11" });
  const made = client(to, { reconnectBackoffMs: 1 });
  await made.connect();
  const versions: (number | undefined)[] = [];
  for (const version of ["0.11", "3.9", "0.10.2"] as const) {
    await to.brokers[1]!.kill();
    await to.brokers[1]!.start({ version });
    await persist(() => made.send(Metadata, { topics: [] }, { to: 1 }));
    versions.push(made.apiVersion(1, Metadata));
  }
  expect(versions).toEqual([4, 12, 2]);
  await ask(made, 0);
  expect(made.apiVersion(0, Metadata)).toBe(4);
});

test("an idle connection that the broker has closed does not fail the next send", async () => {
  const to = await cluster();
  const made = client(to);
  await made.connect();
  await ask(made);
  to.brokers[0]!.closeConnections();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await ask(made);
});

test("a throttled client waits, and is not surprised by timeouts", async () => {
  const to = await cluster();
  const made = client(to, { requestTimeoutMs: 1_000 });
  await made.connect();
  await ask(made);
  to.intercept(ListOffsets, throttle(300), { when: once() });
  const started = performance.now();
  await ask(made);
  await ask(made);
  expect(performance.now() - started).toBeGreaterThanOrEqual(295);
  expect(performance.now() - started).toBeLessThan(700);
});

test("an event loop that was blocked for longer than the timeout is not the broker's fault", async () => {
  const to = await cluster();
  const made = client(to, { requestTimeoutMs: 300 });
  await made.connect();
  await ask(made);
  for (let i = 0; i < 3; i++) {
    to.intercept(ListOffsets, delayResponse(20), { when: once() });
    const answers = Array.from({ length: 3 }, () => ask(made));
    block(700); // the answers lie in the socket, and the timer is due as well
    await Promise.all(answers);
  }
  to.intercept(ListOffsets, delayResponse(5_000));
  expect(await errorOf(ask(made))).toMatchObject({ name: "RequestTimeoutError" });
});

test("an event loop that is blocked while a connection is made is not the broker's fault either", async () => {
  const to = await cluster();
  const made = client(to, { socketConnectionSetupTimeoutMs: 200, socketConnectionSetupTimeoutMaxMs: 200 });
  const failures: string[] = [];
  made.onDisconnect((_, error) => failures.push(error.message));
  const answer = made.send(Metadata, { topics: [] }, { to: -2 });
  await new Promise((resolve) => setImmediate(resolve));
  block(600);
  await answer;
  expect(failures).toEqual([]);
});

function block(durationMs: number): void {
  const untilMs = performance.now() + durationMs;
  while (performance.now() < untilMs) {
    // busy, as an application may be
  }
}

test("a name with a dead address and a live one: the live one is found, and stays the first choice", async () => {
  const to = await cluster();
  const { port } = to.brokers[0]!;
  const dialed: string[] = [];
  const resolver = {
    lookup: async () => ["127.0.0.9", "127.0.0.1"],
    canonicalName: async (address: string) => address,
  };
  const made = client(to, {
    bootstrapServers: `kafka.example:${port}`,
    resolver: {
      ...resolver,
      lookup: async (host) => {
        dialed.push(host);
        return host === "kafka.example" ? resolver.lookup() : [host];
      },
    },
  });
  await made.connect({ timeoutMs: 3_000 });
  expect(dialed[0]).toBe("kafka.example");
});

test("bootstrap servers under their canonical names", async () => {
  const to = await cluster();
  const { port } = to.brokers[0]!;
  const lookups: string[] = [];
  const made = client(to, {
    bootstrapServers: `alias.example:${port}`,
    clientDnsLookup: "resolve_canonical_bootstrap_servers_only",
    resolver: {
      lookup: async (host) => {
        lookups.push(host);
        return ["127.0.0.1"];
      },
      canonicalName: async () => "broker-1.example",
    },
  });
  await made.connect({ timeoutMs: 3_000 });
  expect(lookups.slice(0, 2)).toEqual(["alias.example", "broker-1.example"]);
});

test("close in the middle of everything settles everything, twice over", async () => {
  const to = await cluster({ brokers: 3 });
  const made = client(to);
  await made.connect();
  to.intercept(ListOffsets, delayResponse(500));
  const pending = [0, 1, 2].flatMap((node) => Array.from({ length: 10 }, () => errorOf(ask(made, node))));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const started = performance.now();
  await Promise.all([made.close(), made.close()]);
  for (const error of await Promise.all(pending)) expect(error).toMatchObject({ code: "ILLEGAL_STATE" });
  expect(performance.now() - started).toBeLessThan(200);
});
