import { MetadataTimeoutError, UnsupportedVersionError } from "@k/client";
import { type BrokerVersion, closeBefore, times } from "@k/dev-broker";
import { ApiVersions } from "@k/protocol";
import { describe, expect, test } from "vitest";
import { DeliveryFailedError } from "../src/index.js";
import { numbers, producerOf, startCluster, valuesIn } from "./cluster.js";

const generations: readonly (readonly [BrokerVersion, number, readonly string[]])[] = [
  ["0.8.2", 0, ["none", "gzip", "snappy"]],
  ["0.9", 0, ["none", "gzip", "snappy", "lz4"]],
  ["0.10.0", 1, ["none", "gzip", "snappy", "lz4"]],
  ["0.10.2", 1, ["none", "lz4"]],
  ["0.11", 2, ["none", "gzip"]],
  ["2.8", 2, ["none", "zstd"]],
  ["4.1", 2, ["none", "zstd"]],
];

describe.each(generations)("a broker of Kafka %s", (version, magic, codecs) => {
  test.each(codecs)(`takes records of magic ${magic}, compression %s`, async (compressionType) => {
    const cluster = await startCluster({ version });
    cluster.createTopic("t", { partitions: 1 });
    const producer = producerOf(cluster, { compressionType: compressionType as "none", batchSize: 2000 });
    const results = await Promise.all(numbers(300).map((value) => producer.send({ topic: "t", key: "k", value })));
    await producer.close();
    expect(valuesIn(cluster, "t")).toEqual(numbers(300));
    expect(new Set(cluster.log("t").batches.map((batch) => batch.magic))).toEqual(new Set([magic]));
    expect(results.map(({ offset }) => offset)).toEqual(numbers(300).map(BigInt));
    expect(results.every(({ timestamp }) => (magic === 0 ? timestamp === -1 : timestamp > 0))).toBe(true);
  });
});

test("a cluster of several generations gets each leader's format", async () => {
  const cluster = await startCluster({ brokers: 1, version: "0.10.2" });
  await cluster.addBroker({ version: "2.8" });
  cluster.createTopic("t", { partitions: 2 });
  const producer = producerOf(cluster);
  for (const value of numbers(20)) await producer.send({ topic: "t", value, partition: Number(value) % 2 });
  const magics = [0, 1].map((partition) => {
    const { leaderId, batches } = cluster.log("t", partition);
    return [leaderId, ...new Set(batches.map(({ magic }) => magic))];
  });
  expect(magics.sort()).toEqual([
    [0, 1],
    [1, 2],
  ]);
});

test("headers and idempotence are refused by brokers that have no place for them", async () => {
  const cluster = await startCluster({ version: "0.10.2" });
  cluster.createTopic("t");
  const error = await producerOf(cluster)
    .send({ topic: "t", headers: { a: "b" } })
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(String((error as Error).message)).toMatch(/header/);
  const idempotent = await producerOf(cluster, { enableIdempotence: true })
    .send({ topic: "t" })
    .catch((reason: unknown) => reason);
  expect(idempotent instanceof UnsupportedVersionError || idempotent instanceof DeliveryFailedError).toBe(true);
  expect(cluster.readRecords("t")).toEqual([]);
});

test.each<BrokerVersion>(["0.8.2", "0.9"])("an idempotent producer says that %s may be too old", async (version) => {
  const cluster = await startCluster({ version });
  cluster.createTopic("t");
  const producer = producerOf(cluster, {
    enableIdempotence: true,
    maxBlockMs: 5_000,
    socketConnectionSetupTimeoutMs: 1_000,
  });
  const error = await producer.send({ topic: "t" }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MetadataTimeoutError);
  expect(String((error as Error).cause)).toMatch(/as (brokers older than 0.10 do|0.9 does)/);
});

test("a network that breaks each first question does not make an idempotent producer's broker an old one", async () => {
  const cluster = await startCluster({ brokers: 1 });
  cluster.createTopic("t");
  const broken = cluster.intercept(ApiVersions, closeBefore(), { when: times(5) });
  const producer = producerOf(cluster, { enableIdempotence: true });
  expect((await producer.send({ topic: "t", value: "v" })).offset).toBe(0n);
  expect(broken.hits).toBe(5);
});
