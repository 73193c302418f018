import { DevCluster } from "@k/dev-broker";
import { ErrorCode } from "@k/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { batch, produce } from "./produce-request.js";
import { RawClient } from "./raw-client.js";

const NOW_MS = 1_000_000;

let cluster: DevCluster;
let client: RawClient;
beforeEach(async () => {
  cluster = await DevCluster.start({ transport: "memory", wallClockMs: () => NOW_MS });
  client = RawClient.to(cluster);
});
afterEach(() => cluster.close());

test("a compacted topic names the records without a key", async () => {
  cluster.createTopic("t", { config: { "cleanup.policy": "compact" } });
  const answer = await produce(client, batch(["a", "b"], { keys: false }));
  expect(answer).toMatchObject({
    errorCode: ErrorCode.INVALID_RECORD,
    recordErrors: [{ batchIndex: 0 }, { batchIndex: 1 }],
  });
  expect(answer.errorMessage).toContain("2 of 2 records");
  expect((await produce(client, batch(["a"]))).errorCode).toBe(0);
});

test.each([
  ["message.timestamp.before.max.ms", NOW_MS - 1001],
  ["message.timestamp.after.max.ms", NOW_MS + 1001],
])("%s", async (name, timestampMs) => {
  cluster.createTopic("t", { config: { [name]: "1000" } });
  expect(await produce(client, batch(["a"], { timestampMs }))).toMatchObject({
    errorCode: ErrorCode.INVALID_TIMESTAMP,
    recordErrors: [{ batchIndex: 0 }],
  });
  expect((await produce(client, batch(["a"], { timestampMs: NOW_MS }))).errorCode).toBe(0);
});

test("reasons of one's own, told per record", async () => {
  cluster.createTopic("t");
  cluster.refuseRecords("t", ({ value }) => (Buffer.from(value ?? []).toString() === "bad" ? "it is bad" : undefined));
  const answer = await produce(client, batch(["good", "bad"], { compression: "gzip" }));
  expect(answer).toMatchObject({
    errorCode: ErrorCode.INVALID_RECORD,
    recordErrors: [{ batchIndex: 1, batchIndexErrorMessage: "it is bad" }],
  });
  cluster.refuseRecords("t", undefined);
  expect((await produce(client, batch(["bad"]))).errorCode).toBe(0);
});

test("a forgotten producer may be appended twice", async () => {
  cluster.createTopic("t");
  const records = batch(["a"], { producerId: 7, sequence: 0 });
  expect(await produce(client, records)).toMatchObject({ baseOffset: 0n });
  expect(await produce(client, records)).toMatchObject({ baseOffset: 0n });
  cluster.forgetProducers("t");
  expect(await produce(client, records)).toMatchObject({ baseOffset: 1n });
});
