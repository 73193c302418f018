/** `npm run bench`: ours and the peers in one interleaved run, against the sink or (--kafka) a real broker. */
import { installedClients } from "./clients/index.mjs";
import { encoders, measureEncoder } from "./encode/index.mjs";
import { importable, measureImport } from "./import-time.mjs";
import { interleave } from "./interleave.mjs";
import { javaClients, measureJava } from "./java.mjs";
import { startKafkaServer } from "./kafka-server.mjs";
import { busyness, machine } from "./machine.mjs";
import { measure } from "./measure.mjs";
import { help, parseOptions } from "./options.mjs";
import { installNativePeer, installPeers } from "./peers.mjs";
import { writeSection } from "./performance-document.mjs";
import { startSinkServer } from "./sink-server.mjs";
import { smallerIsBetterTable, throughputTable } from "./table.mjs";
import { workloads } from "./workloads.mjs";

const options = parseOptions(process.argv.slice(2));
const sections = [];
if (options.help) {
  console.log(help);
  process.exit();
}
if (options.memory || options.metrics) await benchOurselves();
else await benchAll();

/** Of ours alone: what only it promises. */
async function benchOurselves() {
  const reports = [];
  if (options.memory) reports.push(["memory", (await import("./memory/report.mjs")).reportMemory]);
  if (options.metrics) reports.push(["metrics", (await import("./metrics-cost/report.mjs")).reportMetricsCost]);
  for (const [name, report] of reports) {
    const text = [command(), surroundings(), "", await report(options)].join("\n");
    console.log(`${text}\n`);
    if (options.write) writeSection(name, text);
  }
}

async function benchAll() {
  installPeers();
  if (options.installNative) installNativePeer();
  sections.push(introduction());
  console.log(`${sections[0]}\n`);
  if (options.workloads.includes("encode")) await benchEncode();
  if (options.workloads.includes("import")) await benchImport();
  const throughput = options.workloads.filter((name) => workloads[name]);
  if (throughput.length > 0) await benchThroughput(throughput);
  if (options.write) writeSection(options.kafka ? "kafka" : "sink", sections.join("\n\n"));
}

async function benchThroughput(names) {
  const server = await (options.kafka ? startKafkaServer(options) : startSinkServer(options));
  const run = (workload) => (client) =>
    client.java ? measureJava(client, options, server) : measure(client, { ...options, workload }, server);
  try {
    for (const workload of names) {
      const java = options.kafka && workload === "stream" ? javaClients : [];
      const rows = await interleave(
        chosen([...installedClients(), ...java]),
        options.repetitions,
        run(workload),
        progress,
      );
      section(`${workloads[workload].title}, ${options.sizeInBytes} bytes`, throughputTable(rows));
    }
  } finally {
    await server.close();
  }
}

async function benchEncode() {
  const measureOne = (encoder) => measureEncoder(encoder, { ...options, measureMs: options.measureMs / 2 });
  const rows = await interleave(chosen(encoders), options.repetitions, measureOne, progress);
  section(
    `encode: batches of 100 records of ${options.sizeInBytes} bytes, checksum included`,
    smallerIsBetterTable(rows, "nsPerRecord", "ns/record", (ns) => ns.toFixed(0)),
  );
}

async function benchImport() {
  const rows = await interleave(chosen(importable), 2 * options.repetitions, measureImport, progress);
  section(
    "import in a fresh process",
    smallerIsBetterTable(rows, "importMs", "ms", (ms) => ms.toFixed(1)),
  );
}

function introduction() {
  const otherEnd = options.kafka
    ? `one Apache Kafka ${options.version} broker (KRaft, 1 GiB heap), a fresh topic of ${options.partitionCount} partitions per run`
    : `the sink, 3 brokers and ${options.partitionCount} partitions in a process of its own`;
  return [
    command(),
    surroundings(),
    `Against ${otherEnd}; acks=all, no keys, every record counted at the other end.`,
    `${options.repetitions} runs each, interleaved, each in its own process: ${options.warmUpMs} ms to warm up, ${options.measureMs} ms measured.`,
  ].join("\n");
}

function command() {
  const line = ["npm run bench --", ...process.argv.slice(2)].join(" ").replace(/ --$/, "");
  return `\`${line}\`, ${new Date().toISOString().slice(0, 10)}`;
}

function surroundings() {
  return `On ${machine()}; client and broker share it; ${busyness()}.`;
}

function section(title, table) {
  progress("");
  console.log(`${title}\n${table}\n`);
  sections.push(`### ${title}\n\n${table}`);
}

/** One line that overwrites itself on a terminal; nothing elsewhere. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function chosen(contestants) {
  return contestants.filter(({ name }) => options.clientFilter.some((part) => name.includes(part)));
}
