/** Runs inputs through the readers until time is up. Reports each round; the main thread watches that rounds go on. */
import { parentPort, workerData } from "node:worker_threads";
import { KafkaProtocolError } from "@k/protocol";
import { mutate } from "./mutate.mjs";
import { Random } from "./random.mjs";
import { readers } from "./readers.mjs";

const { seed, endsAt, filter, progress } = workerData;
const ROUND = 2000;
/** Measuring the heap costs more than reading: one input in so many is measured. */
const MEASURED = 500;
const MEBIBYTE = 1 << 20;

// A stack trace per refused input would be most of the work.
Error.stackTraceLimit = 0;

const random = new Random(seed);
const targets = readers().filter(({ name }) => name.includes(filter));
const counts = targets.map(({ name }) => ({ name, inputs: 0, values: 0 }));

run: for (;;) {
  for (const [i, target] of targets.entries()) {
    Atomics.store(progress, 1, i);
    const failure = round(target, counts[i]);
    Atomics.add(progress, 0, 1);
    if (failure !== undefined) {
      parentPort.postMessage({ failure, counts });
      break run;
    }
  }
  if (Date.now() >= endsAt) {
    parentPort.postMessage({ counts });
    break;
  }
}

function round(target, count) {
  for (let i = 0; i < ROUND; i++) {
    const bytes = mutate(random, target.seeds);
    const before = i % MEASURED === 0 ? allocated() : undefined;
    const problem = attempt(target, bytes, count);
    if (problem !== undefined) return `${target.name}: ${problem}\ninput: ${Buffer.from(bytes).toString("hex")}`;
    const grown = before === undefined ? 0 : allocated() - before;
    if (grown > 4 * bytes.length + MEBIBYTE) return `${target.name}: ${bytes.length} bytes made it allocate ${grown}`;
    count.inputs++;
  }
  return undefined;
}

/** What is wrong, if it is: anything but a value or one of our errors. */
function attempt(target, bytes, count) {
  try {
    target.read(bytes, random);
    count.values++;
  } catch (error) {
    if (!(error instanceof KafkaProtocolError)) return `threw ${error}`;
    // An error made of a TypeError or a RangeError would be one that nobody foresaw.
    if (error.code === "PROTOCOL_ERROR") return `threw ${error}, caused by ${error.cause}`;
  }
  return undefined;
}

function allocated() {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
