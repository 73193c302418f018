/**
 * With a broker that answers nothing, the process may grow by bufferMemory × 2 + 64 MiB: what is buffered, as much again that
 * waits, and what Node needs to keep house.
 */
import { resultOf } from "../child-program.mjs";
import { startSink } from "../sink/start-sink.mjs";

const MIB = 2 ** 20;
const program = new URL("./flood-process.mjs", import.meta.url);

export async function measureRssRule(bufferMemory = 32 * MIB) {
  const limitBytes = 2 * bufferMemory + 64 * MIB;
  const rows = [];
  for (const form of ["send", "sendBatch"]) {
    for (const sizeInBytes of [10, 100, 1024]) {
      const result = await flood({ form, sizeInBytes, bufferMemory });
      rows.push({ form, sizeInBytes, limitBytes, ...result, holds: result.grownBytes <= limitBytes });
    }
  }
  return rows;
}

async function flood(task) {
  const sink = await startSink();
  const { bootstrapServers } = sink;
  try {
    return await resultOf(program, { ...task, bootstrapServers, topic: "memory" }, (message, child) => {
      if (message !== "pause") return false;
      void sink.pause().then(() => child.send("paused"));
      return true;
    });
  } finally {
    sink.close();
  }
}
