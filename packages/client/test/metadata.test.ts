/** The client's picture of the cluster: when it asks, whom, what it believes, and who hears of it. */
import { ApiVersions, ListOffsets, Metadata } from "@k/protocol";
import { expect, test } from "vitest";
import { AuthenticationError, type Connect, MetadataTimeoutError } from "../src/index.js";
import { metadataResponse, ScriptedBroker, type ScriptedTopic } from "./support/scripted-broker.js";
import { scriptedClient } from "./support/scripted-client.js";

const brokers = (...ids: number[]) => ids.map((nodeId) => ({ nodeId, host: `broker-${nodeId}`, port: 9092 }));

/** Answers with those of `known` that were asked for; others are unknown. */
function cluster(known: Map<string, ScriptedTopic>, nodes: () => object[] = () => brokers(0)) {
  return ({ api, body }: { api: unknown; body: any }) => {
    if (api !== Metadata) return undefined;
    const names: string[] = (body.topics ?? []).map(({ name }: { name: string }) => name);
    const topics = names.map((name) => known.get(name) ?? { name, errorCode: 3 });
    return metadataResponse({ brokers: nodes(), topics });
  };
}

const asked = (broker: { requests: readonly { api: unknown; body: any }[] }) =>
  broker.requests
    .filter(({ api }) => api === Metadata)
    .map(({ body }) => body.topics.map(({ name }: { name: string }) => name).join(","));

test("topics asked for at the same time share a request; a new one is asked for alone", async () => {
  const topics = new Map(["a", "b", "c"].map((name) => [name, { name }]));
  const { client, broker, outcome } = scriptedClient(cluster(topics));
  await outcome(client.connect());
  await outcome(
    Promise.all([
      client.metadata.waitForTopic("a", { timeoutMs: 1_000 }),
      client.metadata.waitForTopic("a", { timeoutMs: 1_000 }),
    ]),
  );
  client.metadata.addTopic("b");
  client.metadata.addTopic("c");
  await outcome(client.metadata.waitForTopic("c", { timeoutMs: 1_000 }));
  expect(asked(broker)).toEqual(["", "a", "b", "c"]);
  await client.close();
});

test("the picture is renewed after metadataMaxAgeMs, with all topics that are still used", async () => {
  const topics = new Map(["a", "b"].map((name) => [name, { name }]));
  const { client, broker, clock, outcome } = scriptedClient(cluster(topics), {
    metadataMaxAgeMs: 10_000,
    metadataMaxIdleMs: 25_000,
  });
  await outcome(client.metadata.waitForTopic("a", { timeoutMs: 1_000 }));
  await outcome(client.metadata.waitForTopic("b", { timeoutMs: 1_000 }));
  const before = asked(broker).length;
  for (let i = 0; i < 3; i++) {
    await clock.advance(10_100);
    client.metadata.addTopic("b");
  }
  expect(asked(broker).slice(before)).toEqual(["a,b", "a,b", "b"]); // nobody has used a for 30 s
  expect(client.metadata.topic("a")).toBeUndefined();
  await client.close();
});

test("a topic that is being made is asked for again with growing pauses, until it is there", async () => {
  const topics = new Map<string, ScriptedTopic>([["t", { name: "t", errorCode: 5 }]]);
  const { client, broker, clock, outcome } = scriptedClient(cluster(topics));
  await outcome(client.connect());
  const found = client.metadata.waitForTopic("t", { timeoutMs: 60_000 });
  await clock.advance(10_000);
  expect(asked(broker).length).toBeGreaterThan(8);
  expect(asked(broker).length).toBeLessThan(16); // 100, 200, 400, 800, then 1,000 ms each
  topics.set("t", { name: "t", leaders: [0, 0] });
  expect((await outcome(found)).partitions).toHaveLength(2);
  await client.close();
});

test("a topic that does not come in time is a timeout, with what the brokers said as its cause", async () => {
  const { client, clock, outcome } = scriptedClient(cluster(new Map()));
  const error = await outcome(client.metadata.waitForTopic("t", { timeoutMs: 5_000 }));
  expect(error).toBeInstanceOf(MetadataTimeoutError);
  expect(error.message).toMatch(/no metadata for topic t within 5000 ms: topic t: UNKNOWN_TOPIC_OR_PARTITION/);
  expect(error.cause).toMatchObject({ code: "UNKNOWN_TOPIC_OR_PARTITION" });
  expect(clock.now()).toBe(5_000);
  await client.close();
});

test("unreachable brokers are the cause of a timeout too", async () => {
  const { client, broker, outcome } = scriptedClient();
  broker.dial = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const error = await outcome(client.metadata.waitForTopic("t", { timeoutMs: 5_000 }));
  expect(error).toBeInstanceOf(MetadataTimeoutError);
  expect(error.message).toMatch(/nothing listens at bootstrap:9092/);
  await client.close();
});

test.each([
  ["TOPIC_AUTHORIZATION_FAILED", 29],
  ["INVALID_TOPIC_EXCEPTION", 17],
])("%s is told at once, and only to those who wait for that topic", async (code, errorCode) => {
  const topics = new Map<string, ScriptedTopic>([["bad", { name: "bad", errorCode }]]);
  const { client, clock, outcome } = scriptedClient(cluster(topics));
  const other = client.metadata.waitForTopic("later", { timeoutMs: 60_000 });
  const error = await outcome(client.metadata.waitForTopic("bad", { timeoutMs: 60_000 }));
  expect(error).toMatchObject({ name: "BrokerError", code });
  expect(clock.now()).toBeLessThan(500);
  topics.set("later", { name: "later" });
  expect((await outcome(other)).name).toBe("later");
  // Rights may be granted later: the next one who asks gets a fresh answer.
  topics.set("bad", { name: "bad" });
  expect((await outcome(client.metadata.waitForTopic("bad", { timeoutMs: 60_000 }))).name).toBe("bad");
  await client.close();
});

test("a wait can be aborted", async () => {
  const { client, clock, outcome } = scriptedClient(cluster(new Map()));
  const controller = new AbortController();
  const wait = client.metadata.waitForTopic("t", { timeoutMs: 60_000, signal: controller.signal });
  await clock.advance(300);
  controller.abort(new Error("enough"));
  expect((await outcome(wait)).message).toBe("enough");
  await client.close();
});

test("allowAutoCreateTopics: false is passed on", async () => {
  const { client, broker, outcome } = scriptedClient(cluster(new Map([["t", { name: "t" }]])), {
    allowAutoCreateTopics: false,
  });
  await outcome(client.metadata.waitForTopic("t", { timeoutMs: 1_000 }));
  expect(broker.requests.at(-1)!.body.allowAutoTopicCreation).toBe(false);
  await client.close();
});

test("answers that bring nothing new are asked for with growing pauses, however often somebody asks", async () => {
  const { client, broker, clock, outcome } = scriptedClient(cluster(new Map([["t", { name: "t" }]])));
  await outcome(client.metadata.waitForTopic("t", { timeoutMs: 1_000 }));
  const before = asked(broker).length;
  for (let i = 0; i < 100; i++) {
    client.metadata.requestUpdate();
    await clock.advance(100);
  }
  expect(asked(broker).length - before).toBeLessThan(16);
  await client.close();
});

test("a lost connection leads to a fresh picture", async () => {
  const known = new Map<string, ScriptedTopic>([["t", { name: "t", leaders: [0], epoch: 1 }]]);
  const { client, broker, clock, outcome } = scriptedClient(cluster(known, () => brokers(0, 1)));
  await outcome(client.metadata.waitForTopic("t", { timeoutMs: 1_000 }));
  await outcome(client.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 0 }));
  known.set("t", { name: "t", leaders: [1], epoch: 2 });
  broker.last.end();
  await clock.advance(1_000);
  expect(client.metadata.topic("t")?.partitions[0]?.leaderId).toBe(1);
  await client.close();
});

test("partitions that are added, and a controller that changes, are seen", async () => {
  const known = new Map<string, ScriptedTopic>([["t", { name: "t", leaders: [0] }]]);
  const { client, outcome } = scriptedClient(cluster(known));
  await outcome(client.metadata.waitForTopic("t", { timeoutMs: 1_000 }));
  const seen: number[] = [];
  client.metadata.onUpdate((picture) => seen.push(picture.topics.get("t")!.partitions.length));
  known.set("t", { name: "t", leaders: [0, 0, 0] });
  await outcome(client.metadata.whenUpdated());
  expect(seen).toEqual([3]);
  await client.close();
});

test("a leader hint moves the leader at once, and makes its broker known", async () => {
  const known = new Map<string, ScriptedTopic>([["t", { name: "t", leaders: [0], epoch: 3 }]]);
  const { client, broker, outcome } = scriptedClient(cluster(known));
  await outcome(client.metadata.waitForTopic("t", { timeoutMs: 1_000 }));
  const before = asked(broker).length;
  expect(
    client.metadata.updateLeaders(
      [{ topic: "t", partition: 0, leaderId: 5, leaderEpoch: 4 }],
      [{ nodeId: 5, host: "five", port: 5 }],
    ),
  ).toBe(true);
  expect(client.metadata.updateLeaders([{ topic: "t", partition: 0, leaderId: 0, leaderEpoch: 3 }])).toBe(false);
  expect(client.metadata.topic("t")?.partitions[0]).toMatchObject({ leaderId: 5, leaderEpoch: 4 });
  await outcome(client.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 5 }));
  expect(broker.dialed.at(-1)).toBe("five:5");
  expect(asked(broker).length).toBe(before);
  await client.close();
});

test("when every known broker is gone, the bootstrap servers are asked again: brokers come back on other ports", async () => {
  let port = 1;
  const script = cluster(new Map([["t", { name: "t" }]]), () => [{ nodeId: 0, host: "broker-0", port }]);
  const broker = new ScriptedBroker(script);
  const connect: Connect = (endpoint, options) => {
    if (endpoint.host === "bootstrap" || endpoint.port === port) return broker.connect(endpoint, options);
    throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  };
  const { client, clock, outcome } = scriptedClient(undefined, { connect });
  await outcome(client.metadata.waitForTopic("t", { timeoutMs: 1_000 }));
  await outcome(client.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 0 }));
  port = 2;
  broker.last.end();
  await clock.advance(3_000);
  expect(client.metadata.cluster.brokers.get(0)?.port).toBe(2);
  const answer = await outcome(client.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 0 }));
  expect(answer).toMatchObject({ topics: [] });
  expect(broker.dialed.at(-1)).toBe("broker-0:2");
  await client.close();
});

test('metadataRecoveryStrategy "none" never goes back to the bootstrap servers', async () => {
  const { client, broker, clock, outcome } = scriptedClient(undefined, { metadataRecoveryStrategy: "none" });
  await outcome(client.send(ListOffsets, { replicaId: -1, topics: [] }, { to: "any" }));
  await outcome(client.connect());
  await outcome(client.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 0 }));
  broker.dialed.length = 0;
  broker.dial = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  broker.last.end();
  await clock.advance(10_000);
  expect(new Set(broker.dialed)).toEqual(new Set(["broker-0:9092"]));
  await client.close();
});

test("REBOOTSTRAP_REQUIRED (129) ends all connections and goes back to the bootstrap servers", async () => {
  let errorCode = 0;
  const { client, broker, clock, warnings, outcome } = scriptedClient((request) =>
    request.api === Metadata ? metadataResponse({ errorCode }) : undefined,
  );
  await outcome(client.connect());
  await outcome(client.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 0 }));
  errorCode = 129;
  client.metadata.requestUpdate();
  await clock.advance(500);
  expect(warnings.join()).toMatch(/starting again from the bootstrap servers.*REBOOTSTRAP_REQUIRED/);
  errorCode = 0;
  await clock.advance(3_000);
  expect(broker.dialed.filter((place) => place === "bootstrap:9092").length).toBeGreaterThan(1);
  expect(await outcome(client.send(ListOffsets, { replicaId: -1, topics: [] }, { to: 0 }))).toMatchObject({
    topics: [],
  });
  await client.close();
});

test("without metadata for the trigger time, the client starts again from the bootstrap servers (KIP-1102)", async () => {
  let silent = false;
  const { client, broker, clock, warnings, outcome } = scriptedClient(
    ({ api }) => (silent && api === Metadata ? "silence" : undefined),
    { metadataRecoveryRebootstrapTriggerMs: 20_000, requestTimeoutMs: 5_000, metadataMaxAgeMs: 1_000 },
  );
  await outcome(client.connect());
  silent = true;
  await clock.advance(40_000);
  expect(warnings.join()).toMatch(/no metadata for 20000 ms/);
  silent = false;
  const before = broker.dialed.length;
  await clock.advance(10_000);
  expect(broker.dialed.slice(before - 3)).toContain("bootstrap:9092");
  await client.close();
});

test("authentication that fails is told to all who wait, and is not tried again until somebody asks", async () => {
  const { client, broker, clock, outcome } = scriptedClient(
    ({ api }) =>
      api === ApiVersions
        ? undefined
        : { errorCode: 58, errorMessage: "no", authBytes: new Uint8Array(), mechanisms: ["PLAIN"] },
    {
      securityProtocol: "SASL_PLAINTEXT",
      saslMechanism: { name: "PLAIN", begin: () => () => new Uint8Array(1) },
      bootstrapServers: "a:1,b:2,c:3",
    },
  );
  const error = await outcome(client.metadata.waitForTopic("t", { timeoutMs: 60_000 }));
  expect(error).toBeInstanceOf(AuthenticationError);
  const dials = broker.dialed.length;
  expect(dials).toBe(1);
  await clock.advance(120_000);
  expect(broker.dialed.length).toBe(dials);
  await client.close();
});

test("metadata that names no brokers is not believed", async () => {
  const { client, clock, outcome } = scriptedClient(({ api }) =>
    api === Metadata ? { brokers: [], topics: [] } : undefined,
  );
  const error = await outcome(client.connect({ timeoutMs: 3_000 }));
  expect(error).toMatchObject({ name: "NoBrokersAvailableError" });
  expect(clock.now()).toBe(3_000);
  await client.close();
});
