/** When a connection is made, how often it is tried, and what waits for it. */
import { ApiVersions, ListOffsets, Metadata, Produce, SaslAuthenticate } from "@k/protocol";
import { expect, test } from "vitest";
import {
  AuthenticationError,
  type Connect,
  type KafkaClientOptions,
  KafkaConnectionError,
  NoBrokersAvailableError,
  RequestTimeoutError,
} from "../src/index.js";
import { apiVersionsResponse, metadataResponse, ScriptedBroker } from "./support/scripted-broker.js";
import { scriptedClient } from "./support/scripted-client.js";

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
const listOffsets = { replicaId: -1, topics: [] };

test("constructing opens nothing and sets no timer", () => {
  const { broker, clock } = scriptedClient();
  expect([broker.dialed, clock.pending]).toEqual([[], 0]);
});

test("while nothing can be reached, tries come at 50 ms, doubling to 1 s", async () => {
  const { client, broker, clock } = scriptedClient();
  broker.dial = refused;
  client.send(Metadata, { topics: [] }, { to: "any", timeoutMs: 60_000 }).catch(() => {});
  const counts: number[] = [];
  for (const untilMs of [0, 49, 50, 149, 150, 350, 750, 1_550, 2_549, 2_550]) {
    await clock.advance(untilMs - clock.now());
    counts.push(broker.dialed.length);
  }
  expect(counts).toEqual([1, 1, 2, 2, 3, 4, 5, 6, 6, 7]);
  await client.close();
  expect(clock.pending).toBe(0);
});

test("a request for any broker waits for one until its timeout, and then says what is wrong with all of them", async () => {
  const { client, broker, clock, outcome } = scriptedClient(undefined, { bootstrapServers: "a:1,b:2" });
  broker.dial = refused;
  const error = await outcome(client.send(Metadata, { topics: [] }, { to: "any", timeoutMs: 5_000 }));
  expect(error).toBeInstanceOf(RequestTimeoutError);
  expect(error.message).toBe("Metadata: no broker could be asked within 5000 ms");
  expect(error.cause).toBeInstanceOf(NoBrokersAvailableError);
  expect(error.cause.message).toMatch(/nothing listens at a:1.*nothing listens at b:2/);
  expect(error.cause.cause.errors).toHaveLength(2);
  expect(clock.now()).toBe(5_000);
  await client.close();
});

test("a request for one broker fails at once when that cannot be reached", async () => {
  const { client, broker, clock, outcome } = scriptedClient();
  broker.dial = refused;
  const error = await outcome(client.send(Metadata, { topics: [] }, { to: -2 }));
  expect(error).toBeInstanceOf(KafkaConnectionError);
  expect(error).toMatchObject({ retriable: true });
  expect(clock.now()).toBe(0);
  await client.close();
});

test("a broker that is not in the metadata cannot be sent to", async () => {
  const { client, outcome } = scriptedClient();
  await outcome(client.connect());
  const error = await outcome(client.send(ListOffsets, listOffsets, { to: 77 }));
  expect(error).toMatchObject({ retriable: true, message: "ListOffsets: node 77 is not in the cluster's metadata" });
  await client.close();
});

test("the back-off starts anew only when a ready connection has answered something", async () => {
  // Accepts, tells its versions, and hangs up on everything else: what a SASL listener does to a plaintext client.
  const { client, broker, clock } = scriptedClient(({ api }) => (api === ApiVersions ? undefined : "close"));
  client.onReady((nodeId) => client.send(ListOffsets, listOffsets, { to: nodeId }).catch(() => {}));
  client.onDisconnect((nodeId) => client.ensureConnected(nodeId));
  client.ensureConnected(-2);
  await clock.advance(10_000);
  expect(broker.requests.filter(({ api }) => api === ListOffsets).length).toBeGreaterThan(5);
  expect(broker.dialed.length).toBeLessThan(20); // 50, 100, 200, … 1,000 ms; it would be 200 at 50 ms each
  await client.close();
});

test("after an answer the next back-off is the first one again", async () => {
  let healthy = false;
  const { client, broker, clock } = scriptedClient(({ api }) => (api === ApiVersions || healthy ? undefined : "close"));
  client.connect({ timeoutMs: 60_000 }).catch(() => {});
  await clock.advance(5_000);
  healthy = true;
  await clock.advance(2_000);
  expect(client.bootstrapConnected()).toBe(true);
  client.ensureConnected(0);
  await clock.advance(0);
  const before = broker.dialed.length;
  broker.last.end();
  client.ensureConnected(0);
  await clock.advance(50);
  expect(broker.dialed.length).toBe(before + 1);
  await client.close();
});

test("ensureConnected during the back-off is remembered", async () => {
  const { client, broker, clock, outcome } = scriptedClient();
  await outcome(client.connect());
  const dials = () => broker.dialed.filter((place) => place === "broker-0:9092").length;
  broker.dial = refused;
  client.ensureConnected(0);
  await clock.advance(0);
  expect(dials()).toBe(1);
  broker.dial = "connect";
  client.ensureConnected(0);
  client.ensureConnected(0);
  expect(dials()).toBe(1);
  const ready: number[] = [];
  client.onReady((nodeId) => ready.push(nodeId));
  await clock.advance(51);
  expect(dials()).toBe(2);
  expect(ready).toContain(0);
  expect(client.isReady(0)).toBe(true);
  await client.close();
});

test("after a failed authentication a broker is not tried until somebody asks, and then ever more slowly", async () => {
  const { client, broker, clock, outcome } = scriptedClient();
  await outcome(client.connect());
  broker.dial = new AuthenticationError("expired certificate");
  const triedAtMs: number[] = [];
  client.onDisconnect((nodeId) => nodeId === 0 && triedAtMs.push(clock.now()));
  client.ensureConnected(0);
  await clock.advance(60_000);
  expect(triedAtMs).toHaveLength(1);
  const asking = async () => {
    for (let i = 0; i < 20_000; i++) {
      client.ensureConnected(0);
      await clock.advance(10);
    }
  };
  await asking();
  const restsMs = triedAtMs.slice(2).map((atMs, i) => atMs - triedAtMs[i + 1]!);
  expect(restsMs).toEqual([4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000]);
  broker.dial = "connect";
  await outcome(client.send(ListOffsets, listOffsets, { to: 0 }));
  broker.last.end();
  await clock.advance(0);
  broker.dial = new AuthenticationError("expired again");
  triedAtMs.length = 0;
  for (let i = 0; i < 300; i++) {
    client.ensureConnected(0);
    await clock.advance(10);
  }
  expect(triedAtMs[1]! - triedAtMs[0]!).toBe(2_000);
  await client.close();
});

test("a node's last trouble is remembered until it is ready", async () => {
  const { client, broker, clock, outcome } = scriptedClient();
  await outcome(client.connect());
  expect(client.nodeTrouble(0)).toBeUndefined();
  expect(client.nodeTrouble(7)?.message).toBe("node 7 is not in the cluster's metadata");
  broker.dial = refused;
  client.ensureConnected(0);
  await clock.advance(0);
  expect(client.nodeTrouble(0)).toMatchObject({
    name: "KafkaConnectionError",
    retriable: true,
    message: /nothing listens at broker-0:9092/,
    cause: refused,
  });
  broker.dial = "connect";
  client.ensureConnected(0);
  await clock.advance(60);
  expect(client.nodeTrouble(0)).toBeUndefined();
  broker.last.end();
  await clock.advance(0);
  expect(client.nodeTrouble(0)).toMatchObject({ code: "CONNECTION_CLOSED" });
  await client.close();
});

test("a node that is wanted and not among the known brokers is looked for in newer metadata", async () => {
  const two = [0, 1].map((nodeId) => ({ nodeId, host: `broker-${nodeId}`, port: 9092 }));
  let brokers = two.slice(0, 1);
  const { client, broker, clock, outcome } = scriptedClient(({ api }) =>
    api === Metadata ? metadataResponse({ brokers }) : undefined,
  );
  await outcome(client.connect());
  brokers = two;
  client.ensureConnected(1);
  await clock.advance(5_000);
  expect(client.metadata.cluster.brokers.has(1)).toBe(true);
  client.ensureConnected(1);
  await clock.advance(0);
  expect(client.isReady(1)).toBe(true);
  const asked = () => broker.requests.filter(({ api }) => api === Metadata).length;
  const before = asked();
  for (let i = 0; i < 1_000; i++) {
    client.ensureConnected(7);
    await clock.advance(10);
  }
  expect(asked() - before).toBeGreaterThan(5);
  expect(asked() - before).toBeLessThan(20); // at the pace of retryBackoffMaxMs, however often it is asked
  await client.close();
});

test("a request to a controller that cannot be found ends with its deadline, or when it is aborted", async () => {
  const { client, broker, clock, outcome } = scriptedClient(({ api }) =>
    api === Metadata ? metadataResponse({ controllerId: -1 }) : undefined,
  );
  await outcome(client.connect());
  broker.script = () => "silence";
  const startMs = clock.now();
  const controller = new AbortController();
  const written: string[] = [];
  const send = (options: object) => client.send(ListOffsets, listOffsets, { to: "controller", ...options });
  const aborted = send({ signal: controller.signal, onWritten: () => written.push("aborted") });
  const late = outcome(send({ timeoutMs: 500, onWritten: () => written.push("late") }));
  controller.abort(new Error("not needed"));
  expect(await outcome(aborted)).toMatchObject({ message: "not needed" });
  expect(await late).toMatchObject({
    name: "RequestTimeoutError",
    message: "ListOffsets: no controller was found within 500 ms",
  });
  expect(clock.now() - startMs).toBe(500);
  expect(written).toEqual(["aborted", "late"]);
  await client.close();
  await clock.advance(0);
  expect(clock.pending).toBe(0);
});

test("a request to the controller goes to the one that the next metadata names", async () => {
  let controllerId = -1;
  const { client, broker, clock, outcome } = scriptedClient(({ api }) =>
    api === Metadata ? metadataResponse({ controllerId }) : undefined,
  );
  const send = () => outcome(client.send(ListOffsets, listOffsets, { to: "controller" }));
  expect(await send()).toMatchObject({
    retriable: true,
    message: "ListOffsets: the cluster has no controller at the moment",
  });
  controllerId = 0;
  await Promise.all([send(), send()]);
  const sent = broker.requests.filter(({ api }) => api === ListOffsets);
  expect(sent).toHaveLength(2);
  await client.close();
  expect(clock.pending).toBe(0);
});

/** Sessions of 10 s, of which 9 are used; `hold` keeps the next authentications waiting for their first token. */
function sessions(options: KafkaClientOptions = {}) {
  const held: (() => void)[] = [];
  const release = () => {
    for (const go of held.splice(0)) go();
  };
  const state = { hold: false, release };
  const begin = async () => {
    if (state.hold) await new Promise<void>((resolve) => held.push(resolve));
    return (challenge: Uint8Array | null) => (challenge === null ? Uint8Array.of(1) : null);
  };
  const scripted = scriptedClient(
    ({ api }) => {
      if (api === SaslAuthenticate) return { errorCode: 0, authBytes: new Uint8Array(), sessionLifetimeMs: 10_000n };
      const brokers = [{ nodeId: 4, host: "bootstrap", port: 9092 }];
      return api === Metadata ? metadataResponse({ brokers, controllerId: 4 }) : undefined;
    },
    { securityProtocol: "SASL_PLAINTEXT", saslMechanism: { name: "OWN", begin }, ...options },
  );
  const count = () => scripted.broker.requests.filter(({ api }) => api === SaslAuthenticate).length;
  return { ...scripted, state, count };
}

test("to look whether a node is ready starts nothing; to want it renews its session", async () => {
  const { client, clock, outcome, count } = sessions();
  await outcome(client.connect());
  expect([client.isReady(4), count()]).toEqual([true, 1]);
  await clock.advance(9_001);
  expect(client.isReady(4)).toBe(false);
  await clock.advance(10);
  expect([client.isReady(4), count()]).toEqual([false, 1]);
  const ready: number[] = [];
  client.onReady((nodeId) => ready.push(nodeId));
  client.ensureConnected(4);
  await clock.advance(0);
  expect([client.isReady(4), count(), ready]).toEqual([true, 2, [4]]);
  await clock.advance(9_001);
  await outcome(client.send(Metadata, { topics: [] }, { to: "any", timeoutMs: 1_000 }));
  expect(count()).toBe(3);
  await clock.advance(9_001);
  await outcome(client.send(ListOffsets, listOffsets, { to: 4 }));
  expect(count()).toBe(4);
  await client.close();
});

test("a node that is full when its session ends renews it once there is room", async () => {
  const { client, broker, clock, outcome, count } = sessions({ maxInFlightRequestsPerConnection: 1 });
  await outcome(client.connect());
  const script = broker.script;
  broker.script = (request) => (request.api === ListOffsets ? "silence" : script(request));
  client.send(ListOffsets, listOffsets, { to: 4 }).catch(() => {});
  await clock.advance(9_001);
  const ready: number[] = [];
  client.onReady((nodeId) => ready.push(nodeId));
  broker.last.reply(broker.requests.at(-1)!, { topics: [] });
  await clock.advance(0);
  expect([count(), ready]).toEqual([2, [4]]);
  await client.close();
});

test("renewed sessions, failed ones and the sizes of answers are told", async () => {
  const { client, broker, clock, outcome, state } = sessions();
  const events: unknown[] = [];
  client.onConnection((event) => (event.name !== "answered" || event.api === "ListOffsets") && events.push(event));
  await outcome(client.connect());
  await outcome(client.send(ListOffsets, listOffsets, { to: 4 }));
  // size, correlation id, tagged fields, throttle time, an empty array, tagged fields
  expect(events.splice(0)).toEqual([
    { name: "opened", nodeId: -2 },
    { name: "answered", nodeId: 4, api: "ListOffsets", bytes: 4 + 4 + 1 + 4 + 1 + 1 },
  ]);
  await clock.advance(9_001);
  state.hold = true;
  client.ensureConnected(4);
  await clock.advance(30);
  state.release();
  state.hold = false;
  await clock.advance(0);
  expect(events.splice(0)).toEqual([{ name: "re-authenticated", nodeId: 4, durationMs: 30 }]);
  await clock.advance(9_001);
  broker.script = ({ api }) => (api === SaslAuthenticate ? { errorCode: 58, authBytes: new Uint8Array() } : undefined);
  client.ensureConnected(4);
  await clock.advance(0);
  expect(events.splice(0)).toMatchObject([
    { name: "re-authentication failed", nodeId: 4, error: { name: "AuthenticationError" } },
    { name: "closed", nodeId: 4, reason: { name: "AuthenticationError" } },
  ]);
  client.ensureConnected(4);
  await clock.advance(3_000);
  expect(events.splice(0)).toMatchObject([{ name: "failed", nodeId: 4, error: { name: "AuthenticationError" } }]);
  await client.close();
});

test("a bootstrap connection that authenticates again is not handed over", async () => {
  const { client, broker, clock, outcome, state } = sessions({ bootstrapServers: "bootstrap:9092,other:9092" });
  await outcome(client.send(ListOffsets, listOffsets, { to: -2 }));
  await clock.advance(9_001);
  state.hold = true;
  client.ensureConnected(-2);
  await clock.advance(0);
  state.hold = false;
  await outcome(client.connect());
  expect(broker.peers[0]!.closed).toBe(true);
  expect(await outcome(client.send(ListOffsets, listOffsets, { to: 4, timeoutMs: 1_000 }))).toMatchObject({
    topics: [],
  });
  state.release();
  await clock.advance(0);
  expect(client.isReady(4)).toBe(true);
  await client.close();
});

test("a broker that does not accept connections delays requests for any broker by a second, not by its timeout", async () => {
  const { client, broker, clock, outcome } = scriptedClient(undefined, { bootstrapServers: "a:1,b:2,c:3" });
  broker.dial = "hang";
  const answer = client.send(Metadata, { topics: [] }, { to: "any" });
  await clock.advance(10);
  expect(broker.dialed).toHaveLength(1);
  broker.dial = "connect";
  await outcome(answer);
  expect(clock.now()).toBeLessThanOrEqual(1_001);
  await client.close();
});

test("the set-up timeout covers a broker that accepts and stays silent, doubles, and says where it got stuck", async () => {
  let silent = false;
  const { client, broker, clock, outcome } = scriptedClient(() => (silent ? "silence" : undefined));
  await outcome(client.connect()); // so that it is known not to be an old broker
  await outcome(client.send(ListOffsets, listOffsets, { to: 0 }));
  silent = true;
  const downAtMs: number[] = [];
  const reasons: string[] = [];
  client.onDisconnect((nodeId, error) => {
    if (nodeId !== 0) return;
    downAtMs.push(clock.now());
    reasons.push(error.message);
    client.ensureConnected(0);
  });
  broker.last.end();
  await clock.advance(100_000);
  const waits = downAtMs.slice(1).map((atMs, i) => Math.round((atMs - downAtMs[i]!) / 1_000));
  expect(waits).toEqual([20, 30, 30]); // the lost connection was the first failure
  expect(reasons.at(-1)).toContain("stuck at ApiVersions; it accepts connections but does not answer");
  await client.close();
});

test("requests beyond maxInFlightRequestsPerConnection wait for a slot, in order", async () => {
  const { client, broker, clock, outcome } = scriptedClient(undefined, { maxInFlightRequestsPerConnection: 2 });
  await outcome(client.send(ListOffsets, listOffsets, { to: -2 }));
  broker.script = () => "silence";
  const order: number[] = [];
  for (let i = 0; i < 4; i++) {
    client.send(ListOffsets, { replicaId: i, topics: [] }, { to: -2 }).then(
      () => order.push(i),
      () => {},
    );
  }
  await clock.advance(0);
  expect(client.isReady(-2)).toBe(false);
  expect(client.inFlightCount(-2)).toBe(2);
  const ready: number[] = [];
  client.onReady((nodeId) => ready.push(nodeId));
  for (let i = 0; i < 4; i++) {
    const waiting = broker.last.requests.filter(({ api }) => api === ListOffsets).at(i + 1)!;
    expect(waiting.body.replicaId).toBe(i);
    broker.last.reply(waiting, { topics: [] });
    await clock.advance(0);
  }
  expect(order).toEqual([0, 1, 2, 3]);
  expect(ready).toContain(-2);
  await client.close();
});

test("a throttled broker is left alone for as long as it says, and not longer", async () => {
  const { client, broker, clock, outcome } = scriptedClient();
  await outcome(client.send(ListOffsets, listOffsets, { to: -2 }));
  broker.script = ({ api }) => (api === ListOffsets ? { throttleTimeMs: 3_000, topics: [] } : undefined);
  await outcome(client.send(ListOffsets, listOffsets, { to: -2 }));
  const throttledAtMs = clock.now();
  expect(client.isReady(-2)).toBe(false);
  expect(client.throttledUntilMs(-2)).toBe(throttledAtMs + 3_000);
  broker.script = () => undefined;
  const count = broker.requests.length;
  const answer = client.send(ListOffsets, listOffsets, { to: -2 });
  await clock.advance(2_999);
  expect(broker.requests.length).toBe(count);
  await outcome(answer);
  expect(clock.now()).toBe(throttledAtMs + 3_000);
  await client.close();
});

test("a throttle time in an old response version has been waited out by the broker already", async () => {
  const { client, broker, outcome } = scriptedClient(({ api }) =>
    api === Produce ? { responses: [], throttleTimeMs: 3_000 } : undefined,
  );
  const produce = { acks: 1, timeoutMs: 1, topicData: [] };
  await outcome(client.send(Produce, produce, { to: -2, maxVersion: 5 }));
  expect(client.isReady(-2)).toBe(true);
  await outcome(client.send(Produce, produce, { to: -2, minVersion: 6 }));
  expect(client.isReady(-2)).toBe(false);
  expect(broker.requests.length).toBe(3);
  await client.close();
});

test("an idle connection is closed, its broker is not asked for metadata because of that, and the next send just works", async () => {
  const { client, broker, clock, outcome } = scriptedClient(undefined, { connectionsMaxIdleMs: 60_000 });
  await outcome(client.send(ListOffsets, listOffsets, { to: -2 }));
  const reasons: string[] = [];
  client.onDisconnect((_, error) => reasons.push(error.message));
  await clock.advance(60_000);
  expect(broker.last.closed).toBe(true);
  expect(reasons).toEqual(["the connection to bootstrap:9092 was closed after 60000 ms without use"]);
  expect(broker.requests.some(({ api }) => api === Metadata)).toBe(false);
  expect(await outcome(client.send(ListOffsets, listOffsets, { to: -2 }))).toMatchObject({ topics: [] });
  expect(broker.peers).toHaveLength(2);
  expect(clock.now()).toBe(60_000); // nothing has failed, so there is no back-off
  await client.close();
});

test("the bootstrap connection becomes the broker's own if metadata names the same address", async () => {
  const { client, broker, outcome } = scriptedClient(({ api }) =>
    api === Metadata ? metadataResponse({ brokers: [{ nodeId: 4, host: "bootstrap", port: 9092 }] }) : undefined,
  );
  const events: string[] = [];
  client.onConnection(({ name, nodeId }) => name !== "answered" && events.push(`${name} ${nodeId}`));
  await outcome(client.connect());
  expect(client.isReady(4)).toBe(true);
  await outcome(client.send(ListOffsets, listOffsets, { to: 4 }));
  expect(broker.peers).toHaveLength(1);
  await client.close();
  expect(broker.last.closed).toBe(true);
  expect(events).toEqual(["opened -2", "closed 4"]);
});

test("the bootstrap connection is closed if the brokers have other addresses", async () => {
  const { client, broker, clock, outcome } = scriptedClient();
  await outcome(client.connect());
  await clock.advance(0);
  expect(broker.peers.map(({ closed }) => closed)).toEqual([true]);
  await client.close();
});

test("close fails what is pending, wherever it waits, and leaves no timer", async () => {
  const { client, broker, clock, outcome } = scriptedClient(undefined, { maxInFlightRequestsPerConnection: 1 });
  await outcome(client.connect());
  broker.script = ({ api }) => (api === ApiVersions ? undefined : "silence");
  const written: string[] = [];
  const pending = [
    client.send(ListOffsets, listOffsets, { to: 0, onWritten: () => written.push("in flight") }),
    client.send(ListOffsets, listOffsets, { to: 0, onWritten: () => written.push("waiting") }),
    client.metadata.waitForTopic("t", { timeoutMs: 1e6 }),
    client.send(ListOffsets, listOffsets, { to: "any", onWritten: () => written.push("any") }),
  ];
  const results = Promise.allSettled(pending);
  await clock.advance(100);
  await client.close();
  for (const result of await results) {
    expect(result).toMatchObject({
      status: "rejected",
      reason: { code: "ILLEGAL_STATE", message: "the client is closed" },
    });
  }
  await clock.advance(0);
  expect(written.toSorted()).toEqual(["any", "in flight", "waiting"]);
  expect(clock.pending).toBe(0);
  await expect(client.send(ListOffsets, listOffsets, { to: 0 })).rejects.toMatchObject({ code: "ILLEGAL_STATE" });
  await expect(client.connect()).rejects.toMatchObject({ code: "ILLEGAL_STATE" });
  await client.close();
});

test("a name server that does not answer is a failed attempt, not a wait without end", async () => {
  const resolver = { lookup: () => new Promise<string[]>(() => {}), canonicalName: async (address: string) => address };
  const { client, clock, outcome } = scriptedClient(undefined, { resolver });
  const error = await outcome(client.send(Metadata, { topics: [] }, { to: -2, timeoutMs: 60_000 }));
  expect(error).toMatchObject({
    retriable: true,
    message: /no answer about the host of bootstrap:9092 within 10000 ms/,
  });
  expect(clock.now()).toBe(10_000);
  await client.close();
});

test("a failure that repeats is logged as a warning once", async () => {
  const { client, broker, clock, warnings } = scriptedClient();
  broker.dial = refused;
  client.connect({ timeoutMs: 60_000 }).catch(() => {});
  await clock.advance(20_000);
  expect(broker.dialed.length).toBeGreaterThan(10);
  expect(warnings).toHaveLength(1);
  await client.close();
});

test("a broker that hangs up at the very moment it becomes ready is a failed attempt", async () => {
  const { client, broker, clock } = scriptedClient((request) => {
    if (request.api !== ApiVersions) return undefined;
    request.peer.reply(request, apiVersionsResponse());
    request.peer.end();
    return "silence";
  });
  const errors: string[] = [];
  client.onDisconnect((_, error) => errors.push(`${error.name}: ${error.message}`));
  client.connect({ timeoutMs: 5_000 }).catch(() => {});
  await clock.advance(4_000);
  for (const error of errors) expect(error).toMatch(/^KafkaConnectionError: bootstrap:9092 closed the connection/);
  expect(errors.length).toBeGreaterThan(3);
  expect(broker.peers.length).toBeLessThan(12);
  await client.close();
  expect(clock.pending).toBe(0);
});

test("all addresses of a name are tried in one attempt, and the one that works is the first choice of the next", async () => {
  const broker = new ScriptedBroker();
  const dialed: string[] = [];
  const connect: Connect = (endpoint, options) => {
    dialed.push(endpoint.host);
    if (endpoint.host !== "10.0.0.2") throw refused;
    return broker.connect(endpoint, options);
  };
  const resolver = {
    lookup: async () => ["10.0.0.1", "fd00::1", "10.0.0.2"],
    canonicalName: async (address: string) => address,
  };
  const { client, clock, outcome } = scriptedClient(undefined, { connect, resolver });
  await outcome(client.send(ListOffsets, listOffsets, { to: -2 }));
  expect(dialed).toEqual(["10.0.0.1", "fd00::1", "10.0.0.2"]);
  expect(clock.now()).toBe(0);
  broker.last.end();
  await outcome(client.send(ListOffsets, listOffsets, { to: -2 }));
  expect(dialed.at(-1)).toBe("10.0.0.2");
  expect(dialed.filter((address) => address === "10.0.0.1")).toHaveLength(1);
  await client.close();
});

test("while a broker's host says nothing, metadata is asked for every second: its partitions may be led by another one", async () => {
  let leader = 0;
  const brokers = [0, 1].map((nodeId) => ({ nodeId, host: `broker-${nodeId}`, port: 9092 }));
  const { client, broker, clock, outcome } = scriptedClient(({ api }) =>
    api === Metadata
      ? metadataResponse({ brokers, topics: [{ name: "t", leaders: [leader], epoch: leader }] })
      : undefined,
  );
  await outcome(client.metadata.waitForTopic("t", { timeoutMs: 1_000 }));
  await outcome(client.send(ListOffsets, listOffsets, { to: 1 }));
  broker.dial = "hang";
  const goneAtMs = clock.now();
  client.ensureConnected(0);
  await clock.advance(3_000);
  leader = 1;
  await clock.advance(2_000);
  expect(client.metadata.topic("t")?.partitions[0]?.leaderId).toBe(1);
  expect(client.isReady(0)).toBe(false);
  const asked = broker.requests.filter(({ api }) => api === Metadata).length;
  await clock.advance(goneAtMs + 9_000 - clock.now());
  const more = broker.requests.filter(({ api }) => api === Metadata).length - asked;
  expect(more).toBeGreaterThanOrEqual(3);
  expect(more).toBeLessThanOrEqual(5); // and no more often than that
  await client.close();
  await clock.advance(0);
  expect(clock.pending).toBe(0);
});
