import { VirtualClock } from "@k/dev-broker";
import { ApiVersions, type KafkaError, KafkaProtocolError, ListOffsets, Metadata, Produce } from "@k/protocol";
import { beforeEach, expect, test } from "vitest";
import { ScriptedBroker, type ScriptedPeer } from "../../test/support/scripted-broker.js";
import { KafkaConnectionError, RequestTimeoutError } from "../errors.js";
import type { ConnectOptions } from "./connect.js";
import { Connection } from "./connection.js";
import type { CloseKind } from "./connection-config.js";
import { negotiateVersions } from "./negotiate-versions.js";
import { PendingRequest, type RequestOptions } from "./pending-request.js";

let clock: VirtualClock;
let broker: ScriptedBroker;
let connection: Connection;
let peer: ScriptedPeer;
let closings: { reason: KafkaError; kind: CloseKind }[];

async function open(config: { connectionsMaxIdleMs?: number; receiveMessageMaxBytes?: number } = {}): Promise<void> {
  clock = new VirtualClock();
  broker = new ScriptedBroker();
  closings = [];
  connection = new Connection(
    { host: "broker", port: 9092 },
    {
      clock,
      clientId: "test",
      requestTimeoutMs: 1_000,
      receiveMessageMaxBytes: 1_000_000,
      connectionsMaxIdleMs: 0,
      ...config,
    },
    {
      onResponse: () => {},
      onClosing: (_, reason, kind) => closings.push({ reason, kind }),
    },
  );
  connection.attach(await broker.connect(connection.endpoint, { signal: connection.signal } as ConnectOptions));
  connection.enter({ name: "versions" });
  const versions = await negotiateVersions(connection, { name: "k", version: "1" });
  connection.enter({ name: "ready", versions, reauthenticateAtMs: Number.POSITIVE_INFINITY });
  peer = broker.last;
  broker.script = () => "silence";
}

function send(options: RequestOptions & { timeoutMs?: number; body?: unknown; api?: any } = {}): Promise<any> {
  const { timeoutMs = 1_000, api = Metadata, body = { topics: [] } } = options;
  const promise = new Promise((resolve, reject) => {
    const deadlineMs = clock.now() + timeoutMs;
    connection.send(new PendingRequest(api, body, timeoutMs, deadlineMs, options, resolve, reject), clock.now());
  });
  promise.catch(() => {});
  return promise;
}

const settle = () => clock.advance(0);
const produce = (records: Uint8Array) => ({
  acks: 1,
  timeoutMs: 1,
  topicData: [{ name: "t", partitionData: [{ index: 0, records }] }],
});

beforeEach(() => open());

test("answers are matched in order, whatever way the bytes are cut", async () => {
  const answers = [send(), send({ api: ListOffsets, body: { replicaId: -1, topics: [] } }), send()];
  await settle();
  const [, a, b, c] = peer.requests;
  peer.reply(a!, { brokers: [], topics: [], controllerId: 1 });
  peer.reply(b!, { topics: [] });
  peer.reply(c!, { brokers: [], topics: [], controllerId: 3 });
  const [first, second, third] = await Promise.all(answers);
  expect([first.controllerId, second.topics, third.controllerId]).toEqual([1, [], 3]);
  expect(connection.inFlightCount).toBe(0);
});

test("one request is one writev, with the caller's buffers in it", async () => {
  const before = peer.writes.length;
  const records = new Uint8Array(4_000).fill(7);
  void send({ api: Produce, body: produce(records) });
  await settle();
  expect(peer.writes.length).toBe(before + 1);
  expect(peer.writes.at(-1)).toBeGreaterThan(1);
  const [{ partitionData }] = peer.requests.at(-1)!.body.topicData;
  expect(Uint8Array.from(partitionData[0].records)).toEqual(records);
});

test("onWritten is called once, when the stream has let go of the bytes", async () => {
  let written = 0;
  peer.holdWrites = true;
  void send({ onWritten: () => written++ });
  await settle();
  expect(written).toBe(0);
  peer.releaseWrites();
  await settle();
  expect(written).toBe(1);
  connection.close(new KafkaConnectionError("over"));
  await settle();
  expect(written).toBe(1);
});

test("onWritten is called when the connection ends first, after the stream has gone", async () => {
  let written = 0;
  peer.holdWrites = true;
  const answer = send({ onWritten: () => written++ });
  await settle();
  connection.close(new KafkaConnectionError("over"));
  expect(written).toBe(0);
  await settle();
  expect(written).toBe(1);
  await expect(answer).rejects.toThrow("over");
});

test("a request without an answer resolves with null when it is written", async () => {
  peer.holdWrites = true;
  const answer = send({ api: Produce, body: { ...produce(new Uint8Array(4)), acks: 0 }, expectResponse: false });
  await settle();
  expect(connection.inFlightCount).toBe(0);
  peer.releaseWrites();
  expect(await answer).toBeNull();
});

test("a request without an answer is rejected when it cannot be written, and lets go of its buffers", async () => {
  let written = 0;
  peer.failWrites = new Error("write EPIPE");
  const outcomes: unknown[] = [];
  for (const onWritten of [() => written++, undefined]) {
    const answer = send({
      api: Produce,
      body: { ...produce(new Uint8Array(4)), acks: 0 },
      expectResponse: false,
      onWritten,
    });
    answer.catch((error) => outcomes.push(error));
  }
  await settle();
  expect(outcomes).toMatchObject([{ code: "CONNECTION_FAILED" }, { code: "CONNECTION_FAILED" }]);
  expect(written).toBe(1);
  expect(clock.pending).toBe(0);
});

test("a request that cannot be encoded fails alone, and lets go of its buffers", async () => {
  let written = 0;
  const broken = send({ api: Produce, body: { acks: "all" }, onWritten: () => written++ });
  await expect(broken).rejects.toThrow();
  expect(written).toBe(1);
  expect(connection.state.name).toBe("ready");
});

test("the version can be asked for in the body", async () => {
  const versions: number[] = [];
  const body = (version: number) => {
    versions.push(version);
    return { topics: [] };
  };
  void send({ body, maxVersion: 7 });
  await settle();
  expect(versions).toEqual([7]);
  expect(peer.requests.at(-1)!.version).toBe(7);
});

test("an overdue request ends the connection: its own error says so, the others may try again", async () => {
  const first = send({ timeoutMs: 500 });
  const second = send({ timeoutMs: 5_000 });
  await clock.advance(499);
  expect(connection.state.name).toBe("ready");
  await clock.advance(2);
  await expect(first).rejects.toBeInstanceOf(RequestTimeoutError);
  await expect(first).rejects.toThrow("Metadata v13 was not answered by broker:9092 within 500 ms");
  await expect(second).rejects.toBeInstanceOf(KafkaConnectionError);
  await expect(second).rejects.toMatchObject({ retriable: true });
  expect(peer.closed).toBe(true);
  expect(clock.pending).toBe(0);
});

test("one timer serves all requests", async () => {
  for (let i = 0; i < 100; i++) void send({ timeoutMs: 500 + i });
  expect(clock.pending).toBe(1);
  await settle();
  connection.close(new KafkaConnectionError("over"));
  expect(clock.pending).toBe(0);
});

test("a shorter timeout behind a longer one is kept", async () => {
  void send({ timeoutMs: 5_000 });
  const short = send({ timeoutMs: 100 });
  await clock.advance(102);
  await expect(short).rejects.toBeInstanceOf(RequestTimeoutError);
});

test.each([
  [
    "a correlation id that was not due",
    () => Uint8Array.of(0, 0, 0, 8, 0, 0, 0, 99, 0, 0, 0, 0),
    /answered correlation id 99/,
  ],
  ["a frame above the limit", () => Uint8Array.of(0x7f, 0xff, 0xff, 0xff), /unreadable.*2147483647/],
  ["a negative size", () => Uint8Array.of(0xff, 0xff, 0xff, 0xfe), /unreadable.*-2/],
])("%s ends the connection", async (_, bytes, message) => {
  const answers = [send(), send()];
  await settle();
  peer.send(bytes());
  for (const answer of answers) {
    await expect(answer).rejects.toBeInstanceOf(KafkaConnectionError);
    await expect(answer).rejects.toThrow(message);
  }
  expect(closings).toHaveLength(1);
});

test("a body that cannot be decoded ends the connection; only its own request is in doubt", async () => {
  const [first, second] = [send(), send()];
  await settle();
  const { correlationId } = peer.requests.at(-2)!;
  peer.send(Uint8Array.of(0, 0, 0, 9, 0, 0, 0, correlationId, 0, 0, 0, 0, 0xff));
  await expect(first).rejects.toBeInstanceOf(KafkaProtocolError);
  await expect(first).rejects.toMatchObject({ retriable: false });
  await expect(second).rejects.toBeInstanceOf(KafkaConnectionError);
});

test("bytes that nobody asked for end the connection", async () => {
  peer.send(Uint8Array.of(0, 0, 0, 4, 0, 0, 0, 1));
  await settle();
  expect(closings[0]?.reason.message).toBe("broker:9092 sent 4 bytes that nobody asked for");
});

test("a connection that the broker closes fails what is in flight, and says what that was", async () => {
  const answer = send();
  await settle();
  peer.end();
  await expect(answer).rejects.toMatchObject({ code: "CONNECTION_CLOSED", retriable: true });
  await expect(answer).rejects.toThrow("broker:9092 closed the connection while Metadata v13 was in flight");
});

test("an aborted request rejects at once, and its answer is thrown away when it comes", async () => {
  const controller = new AbortController();
  const aborted = send({ signal: controller.signal });
  const next = send();
  await settle();
  controller.abort(new Error("not needed"));
  await expect(aborted).rejects.toThrow("not needed");
  const [, a, b] = peer.requests;
  peer.reply(a!, { brokers: [], topics: [], controllerId: 1 });
  peer.reply(b!, { brokers: [], topics: [], controllerId: 2 });
  expect((await next).controllerId).toBe(2);
});

test("an idle connection is closed after connectionsMaxIdleMs, one in use is not", async () => {
  await open({ connectionsMaxIdleMs: 10_000 });
  await clock.advance(8_000);
  broker.script = () => undefined;
  await send();
  await clock.advance(9_000);
  expect(connection.state.name).toBe("ready");
  await clock.advance(1_001);
  expect(closings).toMatchObject([{ kind: "idle" }]);
  expect(clock.pending).toBe(0);
});

test("closing twice tells the listener once", async () => {
  connection.close(new KafkaConnectionError("one"));
  connection.close(new KafkaConnectionError("two"));
  await settle();
  expect(closings.map(({ reason }) => reason.message)).toEqual(["one"]);
  expect(connection.state.name).toBe("closed");
});

test("correlation ids wrap before they become negative", async () => {
  // 2^31 - 1 requests would take a while: what is checked is that ids count up from the first request.
  void send();
  void send();
  await settle();
  expect(peer.requests.map(({ correlationId }) => correlationId)).toEqual([1, 2, 3]);
  expect(peer.requests.map(({ api }) => api)).toEqual([ApiVersions, Metadata, Metadata]);
});
