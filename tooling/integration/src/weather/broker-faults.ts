/** What befalls brokers, one after the other, until the work is over. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Broker, KafkaCluster } from "@k/kafka-tooling";

// Long enough for a follower to catch up: with two of three brokers gone there would be nobody to acknowledge.
const calmMs = 6_000;
// A session of 6 s, up to the next of ZooKeeper's ticks, and some air.
const zookeeperSessionMs = 10_000;

/** SIGTERM hands leadership over first; SIGKILL leaves the cluster to find out (6 s). Returns how often it struck. */
export async function restartBrokers(
  { brokers, kafka }: KafkaCluster,
  signal: "SIGTERM" | "SIGKILL",
  over: AbortSignal,
  before: (broker: Broker) => Promise<void> = async () => {},
): Promise<number> {
  let count = 0;
  for (; !over.aborted; count++) {
    const broker = brokers[count % brokers.length]!;
    await before(broker);
    await broker.stop(signal);
    // Until others have taken over. ZooKeeper lets nobody back in before the session of the dead one is over.
    if (signal === "SIGKILL" && kafka.coordination === "zookeeper") await sleep(zookeeperSessionMs);
    else if (signal === "SIGKILL") await pause(calmMs + 2_000, over);
    await broker.start();
    await pause(calmMs, over);
  }
  return count;
}

/** SIGSTOP: the sockets stay open and nothing answers. */
export async function pauseLeaders({ brokers }: KafkaCluster, pauseMs: number, over: AbortSignal): Promise<number> {
  let count = 0;
  for (; !over.aborted; count++) {
    const broker = brokers[count % brokers.length]!;
    broker.pause();
    await pause(pauseMs, over);
    broker.resume();
    await pause(calmMs, over);
  }
  return count;
}

/** Ends early when the work is over. */
async function pause(ms: number, over: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: over }).catch(() => {});
}
