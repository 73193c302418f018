/** Six weaknesses of the Java producer that this one does not have, each with a test that shows it. */
import {
  changeResponse,
  closeAfter,
  type DevCluster,
  delayResponse,
  failWith,
  type Interceptor,
  loseResponse,
  nth,
  once,
  times,
} from "@k/dev-broker";
import { ErrorCode, Metadata, Produce } from "@k/protocol";
import { describe, expect, test, vi } from "vitest";
import { deliveryOf } from "../src/index.js";
import { clockOf, numbers, passing, producerOf, startCluster, valuesIn } from "./cluster.js";

/** So near to its end that the numbering of every partition wraps after the first records. */
const wrapping = vi.hoisted(() => ({ firstSequence: 0 }));
vi.mock("../src/idempotence/index.js", async (original) => {
  const real = await original<typeof import("../src/idempotence/index.js")>();
  class PartitionSequence extends real.PartitionSequence {
    constructor(options: ConstructorParameters<typeof real.PartitionSequence>[0]) {
      super({ ...options, firstSequence: wrapping.firstSequence });
    }
  }
  return { ...real, PartitionSequence };
});

const durable = { enableIdempotence: true, batchSize: 300, requestTimeoutMs: 300, deliveryTimeoutMs: 20_000 };

/** Sends so many records one after the other and gives the log. */
async function logAfter(cluster: DevCluster, count: number, options = {}): Promise<string[]> {
  const producer = producerOf(cluster, { ...durable, ...options });
  await Promise.all(numbers(count).map((value) => producer.send({ topic: "t", value })));
  return valuesIn(cluster, "t");
}

describe("1: sequences that wrap at 2^31", () => {
  test.each([
    ["without a fault", failWith(ErrorCode.NONE), times(0)],
    ["when the answer to the batch across the wrap is lost", closeAfter(), nth(1)],
    ["when the answers to five batches around the wrap are lost", closeAfter(), times(5)],
    ["when the leader refuses it", failWith(ErrorCode.NOT_ENOUGH_REPLICAS), times(3)],
    ["when it is split", failWith(ErrorCode.MESSAGE_TOO_LARGE), nth(1)],
  ] as const)("keep order, and one epoch: %s", async (_, fault, when) => {
    wrapping.firstSequence = 2 ** 31 - 5;
    const cluster = await startCluster();
    cluster.intercept(Produce, fault, { when });
    expect(await logAfter(cluster, 400)).toEqual(numbers(400));
    const batches = cluster.log("t").batches;
    expect(batches[0]?.baseSequence).toBe(2 ** 31 - 5);
    expect(batches.every(({ producerEpoch, baseSequence }) => producerEpoch === 0 && baseSequence >= 0)).toBe(true);
    wrapping.firstSequence = 0;
  });
});

test("2: a batch that expires in its first attempt does not hold up those behind it", async () => {
  const cluster = await startCluster();
  const producer = producerOf(cluster, { ...durable, batchSize: 0, requestTimeoutMs: 1000, deliveryTimeoutMs: 1000 });
  await producer.send({ topic: "t", value: "first" });
  cluster.intercept(Produce, loseResponse(), { when: once() });
  const lost = producer.send({ topic: "t", value: "lost" }).catch((error: unknown) => error);
  await passing(cluster, 900);
  const later = producer.send({ topic: "t", value: "later" });
  expect(deliveryOf(await lost)).toMatchObject({ attempts: 1, persistence: "possiblyPersisted" });
  await later;
  expect(valuesIn(cluster, "t").filter((value) => value !== "lost")).toEqual(["first", "later"]);
});

test("3: a batch whose answer was lost is never written again under a new epoch, not even if a later attempt was refused", async () => {
  const cluster = await startCluster();
  const producer = producerOf(cluster, {
    ...durable,
    batchSize: 0,
    deliveryTimeoutMs: 1000,
    retryBackoffMs: 20,
    retryBackoffMaxMs: 20,
  });
  await producer.send({ topic: "t", value: "first" });
  // Two batches get into the log, and their answers come too late.
  const late = cluster.intercept(Produce, delayResponse(5000), { when: times(2) });
  const startedMs = clockOf(cluster).now();
  const a = producer.send({ topic: "t", value: "a" }).catch((error: unknown) => error);
  await passing(cluster, 200);
  const b = producer.send({ topic: "t", value: "b" });
  await passing(cluster, 50);
  // The leader refuses their retries until the first has expired, so that numbering has to start again.
  cluster.intercept(Produce, failWith(ErrorCode.NOT_ENOUGH_REPLICAS), {
    when: () => clockOf(cluster).now() < startedMs + 1050,
  });
  expect(deliveryOf(await a)?.persistence).toBe("possiblyPersisted");
  expect(await b).toMatchObject({ offset: 2n });
  await producer.send({ topic: "t", value: "c" });
  expect(late.hits).toBe(2);
  expect(valuesIn(cluster, "t")).toEqual(["first", "a", "b", "c"]);
  expect(cluster.log("t").batches.at(-1)).toMatchObject({ producerEpoch: 1, baseSequence: 0 });
});

describe("4: sizes, topic ids and slow answers", () => {
  test("RECORD_LIST_TOO_LARGE splits a batch as MESSAGE_TOO_LARGE does", async () => {
    const cluster = await startCluster();
    cluster.intercept(Produce, failWith(ErrorCode.RECORD_LIST_TOO_LARGE), { when: times(3) });
    expect(await logAfter(cluster, 100)).toEqual(numbers(100));
  });

  test("a topic whose id is not known is named, in the newest version that can", async () => {
    const cluster = await startCluster();
    const versions = new Set<number>();
    cluster.intercept(Metadata, changeResponse<typeof Metadata>(withoutTopicIds));
    cluster.intercept(Produce, (exchange, next) => {
      versions.add(exchange.apiVersion);
      return next();
    });
    expect(await logAfter(cluster, 10)).toEqual(numbers(10));
    expect([...versions]).toEqual([12]);
  });

  test("a request that is answered too late fails no other for good, and writes nothing twice", async () => {
    const cluster = await startCluster();
    cluster.intercept(Produce, delayResponse(1000), { when: nth(3) });
    expect(await logAfter(cluster, 400)).toEqual(numbers(400));
  });
});

describe("5: responses that are not the ones to the request", () => {
  test.each<[string, Parameters<typeof changeResponse<typeof Produce>>[0]]>([
    ["leaves a partition out", (response) => ({ ...response, responses: [] })],
    [
      "names one that nobody asked for",
      (response) => ({
        ...response,
        responses: [
          { name: "u", partitionResponses: [{ index: 9, errorCode: 0, baseOffset: 5n }] },
          ...response.responses,
        ],
      }),
    ],
  ])("one that %s does not hold up a batch", async (_, change) => {
    const cluster = await startCluster();
    cluster.intercept(Produce, changeResponse<typeof Produce>(change) as unknown as Interceptor, { when: nth(2) });
    const started = clockOf(cluster).now();
    expect(await logAfter(cluster, 200)).toEqual(numbers(200));
    expect(clockOf(cluster).now() - started).toBeLessThan(3000);
  });
});

test("6: a failed send says whether the record may be in the log", async () => {
  const cluster = await startCluster();
  const producer = producerOf(cluster, { ...durable, batchSize: 0, requestTimeoutMs: 300, deliveryTimeoutMs: 300 });
  const fate = async () =>
    deliveryOf(await producer.send({ topic: "t", value: "v" }).catch((error: unknown) => error))?.persistence;
  cluster.intercept(Produce, failWith(ErrorCode.INVALID_RECORD), { when: once() });
  expect(await fate()).toBe("notPersisted");
  cluster.intercept(Produce, loseResponse(), { when: once() });
  expect(await fate()).toBe("possiblyPersisted");
  expect(valuesIn(cluster, "t")).toEqual(["v"]);
});

type MetadataResponse = Parameters<Parameters<typeof changeResponse<typeof Metadata>>[0]>[0];

function withoutTopicIds(response: MetadataResponse): MetadataResponse {
  return { ...response, topics: response.topics.map((topic) => ({ ...topic, topicId: "AAAAAAAAAAAAAAAAAAAAAA" })) };
}
