/** One client, one workload, one measurement, in a process of its own. Takes its task as JSON in argv[2], answers with one message to its parent. */
import { corpus } from "./corpus.mjs";
import { workloads } from "./workloads.mjs";

const task = JSON.parse(process.argv[2]);
const { module, bootstrapServers, topic, workload, streamShape, sizeInBytes, warmUpMs, measureMs } = task;
const { connect, values: form } = await import(new URL(`./clients/${module}`, import.meta.url));
const lines = corpus({ sizeInBytes });
const values = form === "buffer" ? lines.map((line) => Buffer.from(line)) : lines;

let total = 0;
let over = false;
const latencies = workload === "await-each" ? [] : undefined;
const client = await connect({ bootstrapServers, topic, workload });
const load = {
  client,
  values,
  streamShape,
  latencies,
  isOver: () => over,
  acknowledged: (count) => {
    total += count;
  },
};

// The first one connects and learns the topic's leaders.
await client.send(values[0]);
total += 1;
const running = workloads[workload].run(load);
running.catch(fail);
await after(warmUpMs);
const before = snapshot();
if (latencies) latencies.length = 0;
await after(measureMs);
const measured = difference(before, snapshot());
const sorted = latencies?.slice().sort((a, b) => a - b);
over = true;
await running;
await client.close();

process.send({
  total,
  recordsPerSecond: (measured.total * 1000) / measured.elapsedMs,
  cpuMicrosPerRecord: measured.cpuMicros / measured.total,
  peakRssMb: process.resourceUsage().maxRSS / 1024,
  ...(sorted && { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) }),
});
process.disconnect();
// Whoever forgot a timer must not hold up the next run.
setTimeout(() => process.exit(), 1_000).unref();

function snapshot() {
  const { user, system } = process.cpuUsage();
  return { total, elapsedMs: performance.now(), cpuMicros: user + system };
}

function difference(start, end) {
  return Object.fromEntries(Object.keys(start).map((key) => [key, end[key] - start[key]]));
}

function quantile(sorted, q) {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

function after(delayMs) {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}

function fail(error) {
  process.send({ error: String(error?.stack ?? error) }, () => process.exit(1));
}
