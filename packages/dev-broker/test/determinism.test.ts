/** The same seed is the same story, to the byte and to the millisecond. */
import {
  chance,
  closeAfter,
  closeBefore,
  cutResponse,
  DevCluster,
  delay,
  failWith,
  garbleResponse,
  loseResponse,
  splitResponse,
  VirtualClock,
} from "@k/dev-broker";
import { ErrorCode, Fetch, Metadata, Produce } from "@k/protocol";
import { expect, test } from "vitest";
import { batch, produceRequest } from "./produce-request.js";
import { RawClient } from "./raw-client.js";

function seeded(seed: number): () => number {
  let state = seed * 2 + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

async function story(seed: number): Promise<string[]> {
  const random = seeded(seed);
  const clock = new VirtualClock();
  const lines: string[] = [];
  const cluster = await clock.run(
    DevCluster.start({
      transport: "memory",
      brokers: 3,
      clock,
      random,
      networkLatencyMs: () => random() * 5,
      replicationLagMs: () => random() * 20,
      brokerSessionTimeoutMs: 50,
    }),
  );
  cluster.createTopic("t", { partitions: 3 });
  for (const fault of [
    failWith(ErrorCode.NOT_ENOUGH_REPLICAS),
    delay(30),
    loseResponse(),
    closeBefore(),
    closeAfter(),
    cutResponse(9),
    splitResponse(3),
    garbleResponse(2),
  ]) {
    cluster.intercept(Produce, fault, { when: chance(0.05) });
  }
  const clients = cluster.brokers.map(() => undefined as RawClient | undefined);
  const clientOf = (broker: number): RawClient => {
    const open = clients[broker];
    if (open !== undefined && !open.isClosed) return open;
    const { host, port } = cluster.brokers[broker]!;
    const made = new RawClient(cluster.connect({ host, port }));
    made.stream.on("data", (chunk: Buffer) => lines.push(`${clock.now()} ${broker} ${chunk.toString("hex")}`));
    made.stream.on("close", () => lines.push(`${clock.now()} ${broker} closed`));
    clients[broker] = made;
    return made;
  };
  for (let i = 0; i < 200; i++) {
    const broker = Math.floor(random() * 3);
    const partition = Math.floor(random() * 3);
    const records = batch([`v${i}`], { producerId: broker, sequence: i });
    const ignore = (): void => {};
    if (random() < 0.1) clientOf(broker).send(Metadata, 9, { topics: null }).catch(ignore);
    clientOf(broker)
      .send(Produce, 9, produceRequest(records, { partition, acks: random() < 0.5 ? 1 : -1 }))
      .catch(ignore);
    const partitions = [{ partition, fetchOffset: 0n, partitionMaxBytes: 500 }];
    const fetch = { maxWaitMs: 20, minBytes: 1, topics: [{ topic: "t", partitions }], forgottenTopicsData: [] };
    if (random() < 0.3) clientOf(broker).send(Fetch, 11, fetch).catch(ignore);
    await clock.advance(random() * 10);
    if (random() < 0.03) await clock.run(cluster.brokers[broker]!.kill());
    if (random() < 0.1) for (const each of cluster.brokers) await clock.run(each.start());
    if (random() < 0.03) cluster.brokers[broker]!.pause();
    if (random() < 0.1) for (const each of cluster.brokers) each.resume();
  }
  for (let partition = 0; partition < 3; partition++) {
    const { endOffset, isr, leaderEpoch } = cluster.log("t", partition);
    lines.push(`${partition}: ${endOffset} ${isr} ${leaderEpoch}`);
  }
  await cluster.close();
  return lines;
}

test.each([1, 2, 3, 4, 5])("seed %i", async (seed) => {
  const first = await story(seed);
  expect(first.length).toBeGreaterThan(100);
  expect(await story(seed)).toEqual(first);
  expect(await story(seed + 100)).not.toEqual(first);
});
