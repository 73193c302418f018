/** A leader that cannot be used, and what its records are told. */
import { AuthenticationError, type Connect } from "@k/client";
import type { DevCluster } from "@k/dev-broker";
import { expect, test } from "vitest";
import { DeliveryFailedError, DeliveryTimeoutError } from "../src/index.js";
import { clockOf, producerOf, startCluster } from "./cluster.js";

/** A cluster whose leader of t-0 can only be reached through `reachLeader`. */
async function clusterWith(reachLeader: Connect) {
  const cluster = await startCluster({ brokers: 2 });
  cluster.createTopic("t", { partitions: 1 });
  const leader = cluster.bootstrapServers[cluster.log("t").leaderId] as string;
  const connect: Connect = (endpoint, options) =>
    leader.endsWith(`:${endpoint.port}`) ? reachLeader(endpoint, options) : cluster.connect(endpoint);
  return { cluster, connect, bootstrapServers: cluster.bootstrapServers.filter((server) => server !== leader) };
}

const send = (cluster: DevCluster, options: Parameters<typeof producerOf>[1]) =>
  producerOf(cluster, { requestTimeoutMs: 2_000, deliveryTimeoutMs: 3_000, ...options })
    .send({ topic: "t", value: "x" })
    .catch((error: unknown) => error);

test.each([false, true])(
  "that cannot be reached is the cause of the timeout (idempotence %s)",
  async (enableIdempotence) => {
    const { cluster, ...options } = await clusterWith(() => {
      throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    });
    const error = await send(cluster, { ...options, enableIdempotence });
    expect(error).toBeInstanceOf(DeliveryTimeoutError);
    expect(error).toMatchObject({
      cause: { name: "KafkaConnectionError" },
      message: expect.stringMatching(/ECONNREFUSED/),
    });
  },
);

test("that refuses who we are fails its records at once, and is not tried again and again", async () => {
  let attempts = 0;
  const { cluster, ...options } = await clusterWith(() => {
    attempts += 1;
    throw new AuthenticationError("the password is wrong", { code: "SASL_AUTHENTICATION_FAILED" });
  });
  const startedMs = clockOf(cluster).now();
  const error = await send(cluster, options);
  expect(error).toBeInstanceOf(DeliveryFailedError);
  expect(error).toMatchObject({ cause: { name: "AuthenticationError" }, delivery: { persistence: "notPersisted" } });
  expect(clockOf(cluster).now() - startedMs).toBeLessThan(1_000);
  expect(attempts).toBe(1);
});
