/**
 * How to find out what a broker is that cannot say so: Kafka before 0.10 has no ApiVersions. Asked for an API that it
 * does not know, 0.8 closes the connection, and 0.9 neither answers nor closes. So each step asks for something that
 * only newer brokers have than the next one, on a connection of its own, and the first answer decides.
 */
import { FindCoordinator, ListGroups, Metadata, OffsetFetch } from "@k/protocol";
import type { Connection } from "./connection.js";
import type { KafkaRelease } from "./release-versions.js";

export interface ProbeStep {
  readonly asks: string;
  /** Resolves with any answer at all; rejects when the connection ends. */
  readonly ask: (connection: Connection) => Promise<unknown>;
  /** What an answer says about the broker. */
  readonly implies: KafkaRelease;
}

// An arbitrary group: the answer does not matter. 0.8.2 answers GroupCoordinator with correlation id 0.
const GROUP = "k-version-probe";
const quirk = { anyCorrelationId: true };

/** From the newest kind of broker to the oldest. */
export const legacyProbeSteps: readonly ProbeStep[] = [
  { asks: "ListGroups", implies: [0, 9, 0], ask: (c) => c.request(ListGroups, 0, {}) },
  { asks: "FindCoordinator", implies: [0, 8, 2], ask: (c) => c.request(FindCoordinator, 0, { key: GROUP }, quirk) },
  { asks: "OffsetFetch", implies: [0, 8, 1], ask: (c) => c.request(OffsetFetch, 0, { groupId: GROUP, topics: [] }) },
  { asks: "Metadata", implies: [0, 8, 0], ask: (c) => c.request(Metadata, 0, { topics: [] }) },
];

/** Part of `apiVersionAutoTimeoutMs` after which silence about ApiVersions makes the next step worth trying. */
const FIRST_SHARE = 0.4;

/** When to start step `index` (0 is ApiVersions itself), counted from the start of the probe. */
export function stepStartMs(index: number, timeoutMs: number): number {
  if (index === 0) return 0;
  const share = (1 - FIRST_SHARE) / legacyProbeSteps.length;
  return timeoutMs * (FIRST_SHARE + (index - 1) * share);
}
