/**
 * `npm run soak -w @k/integration-tooling -- --minutes 20`: an idempotent producer in bad weather that does not end.
 * Fails when a send failed, when what was acknowledged is not there, or when memory or handles grew.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { KafkaProducer } from "@k/producer";
import { auditByConsumer, sendNumbered } from "../numbered/index.js";
import { startProxiedKafka } from "../proxied-kafka.js";
import { growthOfLowest, growthOfMedian } from "./flat.js";
import { Gauge, type Reading } from "./gauge.js";
import { cutConnections, restartInTurn } from "./storm.js";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "20" },
    "per-second": { type: "string", default: "3000" },
    "restart-every": { type: "string", default: "20" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const minutes = Number(values.minutes);
const perSecond = Number(values["per-second"]);
const restartEveryMs = Number(values["restart-every"]) * 1_000;
const topic = "soak";
const columns = [
  ...["minute", "records/s", "retried", "connected", "heap MiB", "RSS MiB"],
  ...["sockets", "timers", "others", "open files", "loop p99 ms", "CPU %"],
];

const proxied = await startProxiedKafka({
  properties: {
    // Leadership comes back to a restarted broker soon, so that the next restart hits a leader again.
    "leader.imbalance.check.interval.seconds": 5,
    "leader.imbalance.per.broker.percentage": 0,
  },
});
const { kafka, proxies, bootstrapServers } = proxied;
await kafka.createTopic(topic, { partitions: 6, replicationFactor: 3 });

const warnings = new Map<string, number>();
const note = (text: string): void => {
  const kind = text.replaceAll(/\d+/g, "#");
  warnings.set(kind, (warnings.get(kind) ?? 0) + 1);
};
const producer = new KafkaProducer({
  bootstrapServers,
  enableIdempotence: true,
  lingerMs: 5,
  logger: { debug() {}, info() {}, warn: note, error: note },
});

const over = new AbortController();
const gauge = new Gauge();
const readings: Reading[] = [];
console.log(`${minutes} minutes, ${perSecond} records/s, a restart every ${restartEveryMs} ms, --seed ${values.seed}`);
row(columns);
row(columns.map((name) => "-".repeat(name.length)));
const started = performance.now();
const sending = sendNumbered(producer, topic, { count: minutes * 60 * perSecond, perSecond });
const storm = Promise.all([
  restartInTurn(kafka, { everyMs: restartEveryMs, over: over.signal }),
  cutConnections(proxies, { random: seeded(Number(values.seed)), over: over.signal }),
]);
const reading = readEveryMinute(over.signal);
const ledger = await sending;
over.abort();
const [restarts, cuts] = await storm;
await reading;

const failed = [...ledger.errors.values()].reduce((sum, count) => sum + count, 0);
const heapGrowth = growthOfLowest(readings.map(({ heapMiB }) => heapMiB));
const handleGrowth = growthOfMedian(
  readings.map(({ sockets, timers, otherHandles }) => sockets + timers + otherHandles),
);
const fileGrowth = growthOfMedian(readings.map(({ openFiles }) => openFiles));
console.log(`
sends              ${ledger.count} in ${((performance.now() - started) / 60_000).toFixed(1)} minutes
acknowledged       ${ledger.acknowledgedCount}
failed             ${failed} ${failed ? JSON.stringify(Object.fromEntries(ledger.errors)) : ""}
restarts           ${restarts.SIGTERM} SIGTERM, ${restarts.SIGKILL} SIGKILL
cuts               ${cuts}
growth             heap ${heapGrowth.toFixed(1)} MiB, handles ${handleGrowth}, open files ${fileGrowth}
warnings           ${[...warnings].map(([text, count]) => `${count} × ${text}`).join("\n                   ")}`);

await producer.close();
const findings = await auditByConsumer(kafka, topic, ledger);
await proxied.stop();
gauge.stop();
await sleep(100); // sockets that were told to go are gone a turn later
const left = process.getActiveResourcesInfo().filter((kind) => /^(TCP|TLS|Timeout$)/.test(kind));
const { examples, ...counts } = findings;
console.log(`read back          ${JSON.stringify(counts)} ${examples.join("; ")}`);
console.log(`left after close   ${left.length === 0 ? "nothing" : left.join(", ")}`);

const kept = failed === 0 && ledger.unsettledCount === 0 && Object.values(counts).every((count) => count === 0);
const flat = heapGrowth < 5 && handleGrowth <= 2 && fileGrowth <= 2;
if (!kept || !flat || left.length > 0) {
  console.log("\nFAILED");
  process.exitCode = 1;
}

async function readEveryMinute(signal: AbortSignal): Promise<void> {
  let before = totals();
  for (let minute = 1; minute <= minutes; minute++) {
    const untilMs = started + minute * 60_000 - 1_000; // the last one just before the load ends
    await sleep(untilMs - performance.now(), undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const now = totals();
    const each = gauge.read();
    readings.push(each);
    row([
      String(minute),
      ((now.sent - before.sent) / 60).toFixed(0),
      String(now.retried - before.retried),
      String(now.connected - before.connected),
      each.heapMiB.toFixed(1),
      each.rssMiB.toFixed(0),
      String(each.sockets),
      String(each.timers),
      String(each.otherHandles),
      String(each.openFiles),
      each.loopDelayP99Ms.toFixed(1),
      each.cpuPercent.toFixed(0),
    ]);
    before = now;
  }
}

function totals(): { sent: number; retried: number; connected: number } {
  const of = producer.metrics()["producer-metrics"] ?? {};
  const total = (name: string): number => Number(of[name] ?? Number.NaN);
  return {
    sent: total("record-send-total"),
    retried: total("record-retry-total"),
    connected: total("connection-creation-total"),
  };
}

function row(cells: readonly string[]): void {
  console.log(`| ${cells.map((cell, i) => cell.padStart(columns[i]!.length)).join(" | ")} |`);
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
