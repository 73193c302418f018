import { DevCluster } from "@k/dev-broker";
import { CreatePartitions, DescribeConfigs, ErrorCode, IncrementalAlterConfigs } from "@k/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { batch, produce } from "./produce-request.js";
import { RawClient } from "./raw-client.js";

let cluster: DevCluster;
let client: RawClient;
beforeEach(async () => {
  cluster = await DevCluster.start({ transport: "memory" });
  cluster.createTopic("t", { config: { "min.insync.replicas": "1" } });
  client = RawClient.to(cluster);
});
afterEach(() => cluster.close());

const alter = async (name: string, value: string | null, configOperation = 0, resourceName = "t") => {
  const resources = [{ resourceType: 2, resourceName, configs: [{ name, configOperation, value }] }];
  return (await client.send(IncrementalAlterConfigs, 1, { resources, validateOnly: false })).responses[0]!.errorCode;
};
const describeConfigs = async () => {
  const resources = [{ resourceType: 2, resourceName: "t", configurationKeys: null }];
  const { results } = await client.send(DescribeConfigs, 4, { resources });
  return results[0]!.configs.map(({ name, value }) => [name, value]);
};

test("settings can be changed, count at once, and are told", async () => {
  expect(await alter("max.message.bytes", "100")).toBe(0);
  expect(await produce(client, batch(["x".repeat(100)]))).toMatchObject({ errorCode: ErrorCode.MESSAGE_TOO_LARGE });
  expect(await describeConfigs()).toEqual([
    ["min.insync.replicas", "1"],
    ["max.message.bytes", "100"],
  ]);
  expect(await alter("max.message.bytes", null, 1)).toBe(0);
  expect(await produce(client, batch(["x".repeat(100)]))).toMatchObject({ errorCode: 0 });
  cluster.configureTopic("t", { "max.message.bytes": "50" });
  expect(await describeConfigs()).toEqual([
    ["min.insync.replicas", "1"],
    ["max.message.bytes", "50"],
  ]);
});

test("settings that make no sense", async () => {
  expect(await alter("max.message.bytes", "many")).toBe(ErrorCode.INVALID_CONFIG);
  expect(await alter("max.message.bytes", "1", 2)).toBe(ErrorCode.INVALID_REQUEST);
  expect(await alter("max.message.bytes", "1", 0, "missing")).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
});

test("partitions can be added, not taken away", async () => {
  const grow = async (count: number) => {
    const topics = [{ name: "t", count, assignments: null }];
    return (await client.send(CreatePartitions, 3, { topics, timeoutMs: 1, validateOnly: false })).results[0]!
      .errorCode;
  };
  expect([await grow(3), await grow(2)]).toEqual([0, ErrorCode.INVALID_PARTITIONS]);
  expect(await produce(client, batch(["a"]), { partition: 2 })).toMatchObject({ errorCode: 0, baseOffset: 0n });
});
