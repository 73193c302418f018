import {
  closeAfter,
  closeAfterBytes,
  closeBefore,
  cutResponse,
  DevCluster,
  delay,
  delayResponse,
  every,
  failAfterwardsWith,
  failWith,
  garbleResponse,
  inTurn,
  loseRequest,
  loseResponse,
  muteConnection,
  nth,
  once,
  refuseConnection,
  skipResponse,
  splitResponse,
  throttle,
  times,
  VirtualClock,
} from "@k/dev-broker";
import { ApiVersions, ErrorCode, Metadata, Produce } from "@k/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { batch, fetchFrom, produce } from "./produce-request.js";
import { RawClient } from "./raw-client.js";

const clock = new VirtualClock();
let cluster: DevCluster;
let client: RawClient;

beforeEach(async () => {
  cluster = await DevCluster.start({ transport: "memory", brokers: 2, clock, random: seeded(1) });
  cluster.createTopic("t", { partitions: 2 });
  client = RawClient.to(cluster);
});
afterEach(() => cluster.close());

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

const send = (value = "a", to = client) => clock.run(produce(to, batch([value])));
const inLog = () => cluster.readRecords("t").map(({ value }) => Buffer.from(value ?? []).toString());

describe("answers", () => {
  test("an error code, and nothing in the log", async () => {
    cluster.intercept(Produce, failWith(ErrorCode.NOT_ENOUGH_REPLICAS), { when: once() });
    expect(await send("a")).toMatchObject({ errorCode: ErrorCode.NOT_ENOUGH_REPLICAS, baseOffset: -1n });
    expect(await send("b")).toMatchObject({ errorCode: 0, baseOffset: 0n });
    expect(inLog()).toEqual(["b"]);
  });

  test("an error code although the records are in the log", async () => {
    cluster.intercept(Produce, failAfterwardsWith(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND), { when: once() });
    expect(await send("a")).toMatchObject({ errorCode: ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND });
    expect(inLog()).toEqual(["a"]);
  });

  test("a throttle time", async () => {
    cluster.intercept("any", throttle(1234));
    expect((await client.send(Metadata, 9, { topics: [] })).throttleTimeMs).toBe(1234);
  });

  test("one after the other, and none after the last", async () => {
    cluster.intercept(
      Produce,
      inTurn(failWith(ErrorCode.REQUEST_TIMED_OUT), undefined, failWith(ErrorCode.NOT_ENOUGH_REPLICAS)),
    );
    expect([await send(), await send(), await send(), await send()].map(({ errorCode }) => errorCode)).toEqual([
      7, 0, 19, 0,
    ]);
  });

  test("whatever an interceptor of one's own makes of the request", async () => {
    cluster.intercept(Produce, async (exchange, next) => {
      expect(exchange.request.topicData[0]!.name).toBe("t");
      const outcome = await next();
      return typeof outcome === "string" ? outcome : { ...outcome, responses: [] };
    });
    const response = await client.send(Produce, 9, {
      acks: 1,
      timeoutMs: 1,
      topicData: [{ name: "t", partitionData: [{ index: 0, records: batch(["a"]) }] }],
    });
    expect(response.responses).toEqual([]);
    expect(inLog()).toEqual(["a"]);
  });
});

describe("schedules and scopes", () => {
  test("only on one broker, only one API", async () => {
    const fault = cluster.intercept(Produce, failWith(1), { broker: 1 });
    await send();
    await client.send(Metadata, 9, { topics: [] });
    expect(fault).toMatchObject({ seen: 0, hits: 0 });
    cluster.moveLeader("t", 0, 1);
    expect(await send("b", RawClient.to(cluster, 1))).toMatchObject({ errorCode: 1 });
    expect(fault).toMatchObject({ seen: 1, hits: 1 });
  });

  test.each([
    ["once", once(), [1, 0, 0, 0]],
    ["times(2)", times(2), [1, 1, 0, 0]],
    ["nth(3)", nth(3), [0, 0, 1, 0]],
    ["every(2)", every(2), [0, 1, 0, 1]],
  ])("%s", async (_name, when, expected) => {
    const fault = cluster.intercept(Produce, failWith(1), { when });
    const codes = [await send(), await send(), await send(), await send()].map(({ errorCode }) => errorCode);
    expect(codes).toEqual(expected);
    expect(fault.seen).toBe(4);
  });

  test("removed, it no longer happens", async () => {
    const fault = cluster.intercept(Produce, failWith(1));
    fault.remove();
    expect((await send()).errorCode).toBe(0);
    cluster.intercept(Produce, failWith(1));
    cluster.clearFaults();
    expect((await send()).errorCode).toBe(0);
  });
});

describe("time", () => {
  test("delay waits before the work, delayResponse after it", async () => {
    cluster.intercept(Produce, inTurn(delay(500), delayResponse(500)));
    const before = clock.now();
    const first = produce(client, batch(["a"]));
    await clock.advance(499);
    expect(inLog()).toEqual([]);
    await clock.run(first);
    expect(clock.now() - before).toBe(500);
    const second = produce(client, batch(["b"]));
    await clock.advance(0);
    expect(inLog()).toEqual(["a", "b"]);
    await clock.run(second);
    expect(clock.now() - before).toBe(1000);
  });
});

describe("lost and broken connections", () => {
  test("loseRequest: nothing in the log, silence from then on", async () => {
    cluster.intercept(Produce, loseRequest(), { when: once() });
    client.post(Produce, 9, {
      acks: 1,
      timeoutMs: 1,
      topicData: [{ name: "t", partitionData: [{ index: 0, records: batch(["a"]) }] }],
    });
    let answered = false;
    void client.send(Metadata, 9, { topics: [] }).then(() => {
      answered = true;
    });
    await clock.advance(60_000);
    expect({ answered, closed: client.isClosed, inLog: inLog() }).toEqual({
      answered: false,
      closed: false,
      inLog: [],
    });
  });

  test("loseResponse: in the log, silence", async () => {
    cluster.intercept(Produce, loseResponse());
    void produce(client, batch(["a"]));
    await clock.advance(1000);
    expect({ chunks: client.chunks.length, inLog: inLog() }).toEqual({ chunks: 0, inLog: ["a"] });
  });

  test("skipResponse: later answers come", async () => {
    cluster.intercept(Produce, skipResponse(), { when: once() });
    void produce(client, batch(["a"]));
    expect(await send("b")).toMatchObject({ baseOffset: 1n });
  });

  test.each([
    ["closeBefore", closeBefore(), []],
    ["closeAfter", closeAfter(), ["a"]],
  ])("%s", async (_name, fault, expected) => {
    cluster.intercept(Produce, fault);
    void produce(client, batch(["a"]));
    await clock.run(client.closed);
    expect(inLog()).toEqual(expected);
  });

  test("cutResponse: so many bytes of the answer, then the end", async () => {
    cluster.intercept(Produce, cutResponse(7));
    void produce(client, batch(["a"]));
    await clock.run(client.closed);
    expect(Buffer.concat(client.chunks)).toHaveLength(7);
  });

  test("splitResponse: the same answer, byte by byte", async () => {
    cluster.intercept(Produce, splitResponse());
    expect(await send()).toMatchObject({ baseOffset: 0n });
    expect(client.chunks.length).toBe(Buffer.concat(client.chunks).length);
  });

  test("garbleResponse changes bytes behind the size prefix", async () => {
    cluster.intercept(ApiVersions, garbleResponse(3));
    void client.send(ApiVersions, 0, {}).catch(() => {});
    await clock.advance(0);
    const garbled = Buffer.concat(client.chunks);
    cluster.clearFaults();
    const other = RawClient.to(cluster);
    await other.send(ApiVersions, 0, {});
    const right = Buffer.concat(other.chunks);
    expect(garbled).toHaveLength(right.length);
    expect(garbled).not.toEqual(right);
    expect(garbled.readInt32BE(0)).toBe(right.readInt32BE(0));
  });
});

describe("connections", () => {
  test("refused, mute, or closed in the middle of a request", async () => {
    cluster.interceptConnections(refuseConnection(), { when: once() });
    const refused = RawClient.to(cluster);
    await clock.run(refused.closed);

    cluster.interceptConnections(muteConnection(), { when: once() });
    const mute = RawClient.to(cluster);
    void mute.send(ApiVersions, 0, {});
    await clock.advance(1000);
    expect({ closed: mute.isClosed, chunks: mute.chunks.length }).toEqual({ closed: false, chunks: 0 });

    cluster.interceptConnections(closeAfterBytes(10), { when: once() });
    const cut = RawClient.to(cluster);
    void cut.send(ApiVersions, 0, {});
    await clock.run(cut.closed);
    expect(cut.chunks).toEqual([]);
  });

  test("closeConnections breaks those that are there, and takes new ones", async () => {
    await send();
    cluster.brokers[0]!.closeConnections();
    await clock.run(client.closed);
    expect(await send("b", RawClient.to(cluster))).toMatchObject({ baseOffset: 1n });
  });
});

describe("brokers that come and go", () => {
  test("a stopped one hands its partitions over first", async () => {
    expect(cluster.log("t").leaderId).toBe(0);
    await cluster.brokers[0]!.stop();
    expect(cluster.log("t")).toMatchObject({ leaderId: 1, leaderEpoch: 1, isr: [1] });
    await clock.run(client.closed);
    await cluster.brokers[0]!.start();
    expect(cluster.log("t").isr).toEqual([0, 1]);
  });

  test("nobody listens on its port meanwhile", async () => {
    const { host, port } = cluster.brokers[0]!;
    await cluster.brokers[0]!.stop();
    const error = new Promise<NodeJS.ErrnoException>((resolve) => cluster.connect({ host, port }).on("error", resolve));
    expect((await error).code).toBe("ECONNREFUSED");
  });

  test("a killed one stays the leader until its session is over", async () => {
    const slow = await DevCluster.start({ transport: "memory", brokers: 3, clock, brokerSessionTimeoutMs: 6000 });
    slow.createTopic("t");
    await slow.brokers[0]!.kill();
    await clock.advance(5999);
    expect(slow.log("t").leaderId).toBe(0);
    await clock.advance(1);
    expect(slow.log("t").leaderId).toBe(1);
    await slow.close();
  });

  test("a paused one keeps its connections and answers when it goes on", async () => {
    await send("a");
    cluster.brokers[0]!.pause();
    const late = produce(client, batch(["b"]));
    await clock.advance(10_000);
    expect(client.isClosed).toBe(false);
    expect(inLog()).toEqual(["a"]);
    cluster.brokers[0]!.resume();
    // Its session was over at once here, so another broker leads now.
    expect(await clock.run(late)).toMatchObject({ errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER });
  });

  test("one that is paused for less than its session goes on as if nothing had been", async () => {
    const slow = await DevCluster.start({ transport: "memory", brokers: 3, clock, brokerSessionTimeoutMs: 6000 });
    slow.createTopic("t");
    const raw = RawClient.to(slow);
    slow.brokers[0]!.pause();
    const late = produce(raw, batch(["b"]));
    await clock.advance(3000);
    slow.brokers[0]!.resume();
    expect(await clock.run(late)).toMatchObject({ errorCode: 0, baseOffset: 0n });
    expect(slow.log("t").isr).toEqual([0, 1, 2]);
    await slow.close();
  });

  test.each(["kill", "stop"] as const)(
    "one that is paused and then loses its session by a %s loses it once",
    async (end) => {
      const slow = await DevCluster.start({ transport: "memory", brokers: 1, clock, brokerSessionTimeoutMs: 500 });
      slow.createTopic("t");
      slow.brokers[0]!.pause();
      await slow.brokers[0]![end]();
      await slow.brokers[0]!.start();
      await clock.advance(1000);
      expect(slow.log("t").leaderId).toBe(0);
      await slow.close();
    },
  );

  test("new ports, new brokers", async () => {
    const before = cluster.brokers[0]!.port;
    await cluster.brokers[0]!.stop();
    await cluster.brokers[0]!.start({ newPorts: true });
    expect(cluster.brokers[0]!.port).not.toBe(before);
    await cluster.addBroker();
    const { brokers } = await RawClient.to(cluster).send(Metadata, 9, { topics: [] });
    expect(brokers.map(({ nodeId, port }) => [nodeId, port])).toEqual(
      cluster.brokers.map(({ id, port }) => [id, port]),
    );
  });
});

test("any version table", async () => {
  cluster.brokers[0]!.setApiVersions(
    new Map([
      [Produce.key, { min: 3, max: 5 }],
      [Metadata.key, null],
    ]),
  );
  const { apiKeys } = await client.send(ApiVersions, 0, {});
  expect(apiKeys.find(({ apiKey }) => apiKey === Produce.key)).toEqual({ apiKey: 0, minVersion: 3, maxVersion: 5 });
  expect(apiKeys.some(({ apiKey }) => apiKey === Metadata.key)).toBe(false);
  void produce(client, batch(["a"]), { version: 6 });
  await clock.run(client.closed);
});

test("an ApiVersions that is too new is answered in v0", async () => {
  const { errorCode, apiKeys } = await clock.run(askAsV5(client));
  expect({ errorCode, apiKeys }).toEqual({
    errorCode: ErrorCode.UNSUPPORTED_VERSION,
    apiKeys: [{ apiKey: ApiVersions.key, minVersion: 0, maxVersion: 4 }],
  });
});

/** The request in v5, its answer read as v0. */
async function askAsV5(raw: RawClient) {
  void raw.send(ApiVersions, 5, { clientSoftwareName: "k", clientSoftwareVersion: "1" }).catch(() => {});
  await clock.advance(0);
  const frame = Buffer.concat(raw.chunks).subarray(8);
  const { Reader } = await import("@k/protocol/wire");
  return ApiVersions.response(0).read(new Reader(frame));
}

test("fetch after all that still works", async () => {
  await send("a");
  expect((await clock.run(fetchFrom(client))).values).toEqual(["a"]);
});

test.each<[string, () => unknown, RegExp]>([
  ["an API by its name", () => cluster.intercept("Produce" as never, failWith(ErrorCode.NONE)), /not Produce/],
  ["no API", () => cluster.intercept(undefined as never, failWith(ErrorCode.NONE)), /not undefined/],
  ["no fault", () => cluster.intercept(Produce, undefined as never), /is a function/],
  ["no fault of connections", () => cluster.interceptConnections(undefined as never), /is a function/],
])("a fault that could never strike is refused: %s", (_, intercept, message) => {
  expect(intercept).toThrow(TypeError);
  expect(intercept).toThrow(message);
});
