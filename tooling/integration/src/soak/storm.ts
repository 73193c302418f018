/** What a soak's brokers and connections go through, over and over, until it is over. */
import { setTimeout as sleep } from "node:timers/promises";
import type { KafkaCluster } from "@k/kafka-tooling";
import { Produce } from "@k/protocol";
import { type Fault, type FrameProxy, once } from "../frame-proxy/index.js";

/** One broker goes down and comes back in each interval, in turn, by SIGTERM and SIGKILL in turn. Returns how often. */
export async function restartInTurn(
  { brokers }: KafkaCluster,
  { everyMs, over }: { everyMs: number; over: AbortSignal },
): Promise<{ SIGTERM: number; SIGKILL: number }> {
  const restarts = { SIGTERM: 0, SIGKILL: 0 };
  for (let n = 0; !over.aborted; n++) {
    const nextAtMs = performance.now() + everyMs;
    const broker = brokers[n % brokers.length]!;
    const signal = n % 2 === 0 ? "SIGTERM" : "SIGKILL";
    await broker.stop(signal);
    if (signal === "SIGKILL") await pause(8_000, over); // its session ends after 6 s; a leader that nobody misses would be no fault
    await broker.start();
    restarts[signal]++;
    await pause(nextAtMs - performance.now(), over);
  }
  return restarts;
}

/** Every one to four seconds: a Produce request or its answer is cut somewhere, or all connections of a broker are. */
export async function cutConnections(
  proxies: readonly FrameProxy[],
  { random, over }: { random: () => number; over: AbortSignal },
): Promise<number> {
  const among = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  let cut = 0;
  for (;;) {
    await pause(1_000 + 3_000 * random(), over);
    if (over.aborted) return cut + proxies.reduce((sum, { faultCount }) => sum + faultCount, 0);
    const proxy = among(proxies);
    if (random() < 0.25) {
      cut += proxy.openConnections;
      proxy.cutAll();
    } else {
      const fault: Fault = { lose: among(["request", "response"]), how: among(["closing", Math.floor(random() * 60)]) };
      proxy.rule = once(({ apiKey }) => apiKey === Produce.key, fault);
    }
  }
}

async function pause(ms: number, over: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal: over }).catch(() => {});
}
