/** Brokers that cannot say what they speak: what real ones of 0.8.2 and 0.9 were seen to do, and what broken ones might. */
import { ApiVersions, FindCoordinator, ListGroups, Metadata, Produce } from "@k/protocol";
import { expect, test } from "vitest";
import { defaultReply, type Reply, type Script, type ScriptedRequest } from "./support/scripted-broker.js";
import { scriptedClient } from "./support/scripted-client.js";

/** 0.8.2 closes the connection on an API that it does not know, and answers GroupCoordinator with correlation id 0. */
const kafka082: Script = (request) => {
  if (request.api === FindCoordinator) {
    request.peer.reply({ ...request, correlationId: 0 }, { errorCode: 15, nodeId: -1, host: "", port: -1 });
    return "silence";
  }
  return request.api === Metadata ? undefined : "close";
};

/** 0.9 neither answers nor closes. */
const kafka09: Script = ({ api }) => {
  if (api === ListGroups) return { errorCode: 0, groups: [] };
  return api === Metadata || api === FindCoordinator ? undefined : "silence";
};

/** By connection, in the order of the connections. */
const asked = (requests: readonly ScriptedRequest[]) => requests.map(({ api, version }) => `${api?.name} v${version}`);

test("0.8.2 is found within four connections, and spoken to in v0", async () => {
  const { client, broker, clock, outcome } = scriptedClient(kafka082);
  expect(await outcome(client.connect())).toBeUndefined();
  expect(asked(broker.requests)).toEqual([
    "ApiVersions v4",
    "ListGroups v0",
    "FindCoordinator v0",
    "Metadata v0",
    "ApiVersions v4",
  ]);
  expect(clock.now()).toBe(0);
  expect(client.apiVersion(0, Produce)).toBeUndefined(); // node 0 has another address than the bootstrap server
  expect(await outcome(client.send(Metadata, { topics: [] }, { to: 0 }))).toMatchObject({ controllerId: -1 });
  expect(client.apiVersion(0, Produce)).toBe(0);
  await client.close();
});

test("0.9 is found after its silence, long before the limit", async () => {
  const { client, broker, clock, outcome } = scriptedClient(kafka09);
  await outcome(client.send(Metadata, { topics: [] }, { to: "any" }));
  expect(asked(broker.requests)).toEqual(["ApiVersions v4", "ListGroups v0", "Metadata v0", "ApiVersions v4"]);
  expect(clock.now()).toBe(1_600);
  await client.close();
});

test("the connections that the probe does not need any more are closed", async () => {
  const { client, broker, outcome } = scriptedClient(kafka09);
  await outcome(client.send(Metadata, { topics: [] }, { to: "any" }));
  expect(broker.peers.map(({ closed }) => closed)).toEqual([true, false, true]);
  await client.close();
  expect(broker.peers.map(({ closed }) => closed)).toEqual([true, true, true]);
});

test.each(["close", "silence"] as const)(
  "a modern broker is not taken for an old one because the network's answer to ApiVersions was once: %s",
  async (answer) => {
    let asked = 0;
    const { client, broker, outcome } = scriptedClient((request) =>
      request.api === ApiVersions && asked++ === 0 ? answer : undefined,
    );
    await outcome(client.send(Metadata, { topics: [] }, { to: "any" }));
    expect(broker.requests.at(-1)).toMatchObject({ api: Metadata, version: Metadata.latestStableVersion });
    await client.close();
  },
);

test("a slow modern broker is not taken for an old one: its late answer wins", async () => {
  const { client, broker, clock, outcome } = scriptedClient((request) => {
    const { api, peer } = request;
    if (api !== ApiVersions && api !== Metadata) return "silence";
    clock.setTimer(() => !peer.closed && peer.reply(request, defaultReply(request) as object), 1_500);
    return "silence";
  });
  await outcome(client.send(Metadata, { topics: [] }, { to: "any" }));
  expect(broker.peers[0]!.requests.at(-1)).toMatchObject({ api: Metadata, version: Metadata.latestStableVersion });
  expect(broker.peers.slice(1).every(({ closed }) => closed)).toBe(true);
  await client.close();
});

test("a broker that answers nothing is given up on within apiVersionAutoTimeoutMs", async () => {
  const { client, clock, outcome } = scriptedClient(() => "silence", { apiVersionAutoTimeoutMs: 1_000 });
  const error = await outcome(client.send(Metadata, { topics: [] }, { to: -2 }));
  expect(error.message).toContain("bootstrap:9092 accepts connections but answers nothing, within 1000 ms");
  expect(clock.now()).toBe(1_000);
  await client.close();
  expect(clock.pending).toBe(0);
});

test("a port that hangs up on everything is named as what it probably is", async () => {
  const { client, broker, outcome } = scriptedClient(() => "close");
  const error = await outcome(client.send(Metadata, { topics: [] }, { to: -2 }));
  expect(error.message).toMatch(/closed the connection on every request.*TLS listener.*securityProtocol/);
  expect(asked(broker.requests)).toEqual([
    "ApiVersions v4",
    "ListGroups v0",
    "FindCoordinator v0",
    "OffsetFetch v0",
    "Metadata v0",
  ]);
  await client.close();
});

test("a broker that has spoken ApiVersions once is not probed again when it goes down", async () => {
  let down = false;
  const { client, broker, outcome } = scriptedClient(() => (down ? "close" : undefined));
  await outcome(client.send(Metadata, { topics: [] }, { to: -2 }));
  down = true;
  broker.last.end();
  await outcome(client.send(Metadata, { topics: [] }, { to: -2 }));
  expect(asked(broker.requests).filter((name) => name.startsWith("ListGroups"))).toEqual([]);
  await client.close();
});

test("with SASL nothing older than 0.10 can be meant, so nothing is probed", async () => {
  const { client, broker, outcome } = scriptedClient(() => "close", {
    securityProtocol: "SASL_PLAINTEXT",
    saslMechanism: "SCRAM-SHA-256",
    saslPlainUsername: "u",
    saslPlainPassword: "p",
  });
  await outcome(client.send(Metadata, { topics: [] }, { to: -2 }));
  expect(asked(broker.requests)).toEqual(["ApiVersions v4"]);
  await client.close();
});

test("a release that is given is believed: nothing is asked", async () => {
  const { client, broker, outcome } = scriptedClient(undefined, { apiVersion: [0, 10, 2] });
  await outcome(client.send(Metadata, { topics: [] }, { to: "any" }));
  expect(asked(broker.requests)).toEqual(["Metadata v2"]);
  await client.close();
});

test("versions are negotiated again on each connection: a broker may be upgraded or downgraded in between", async () => {
  let newest = 13;
  const script = ({ api }: ScriptedRequest): Reply =>
    api === ApiVersions ? { errorCode: 0, apiKeys: [{ apiKey: 3, minVersion: 0, maxVersion: newest }] } : undefined;
  const { client, broker, clock, outcome } = scriptedClient(script);
  const versions: number[] = [];
  for (const max of [13, 5, 9]) {
    newest = max;
    await outcome(client.send(Metadata, { topics: [] }, { to: -2 }));
    versions.push(broker.requests.at(-1)!.version);
    broker.last.end();
    await clock.advance(1_000);
  }
  expect(versions).toEqual([13, 5, 9]);
  await client.close();
});

test("a fresh 0.8.2 cluster names no brokers: metadata is asked for until it does", async () => {
  let brokers: object[] = [];
  const { client, broker, clock, outcome } = scriptedClient(
    ({ api, version }) => (api === Metadata && version === 0 ? { brokers, topics: [] } : undefined),
    { apiVersion: [0, 8, 2] },
  );
  const connected = client.connect({ timeoutMs: 10_000 });
  connected.catch(() => {});
  await clock.advance(2_000);
  expect(broker.requests.length).toBeGreaterThan(2);
  expect(broker.requests.length).toBeLessThan(7);
  expect(client.bootstrapConnected()).toBe(false);
  brokers = [{ nodeId: 0, host: "b", port: 1 }];
  expect(await outcome(connected)).toBeUndefined();
  await client.close();
});
