/** Ten million records in one stream: after the warm-up, the process grows no more. */
import { resultOf } from "../child-program.mjs";
import { startSink } from "../sink/start-sink.mjs";

const program = new URL("./stream-process.mjs", import.meta.url);

/** @param {"send" | "sendBatch"} form */
export async function measureLongStream(form, { recordCount = 10_000_000, stepCount = 20 } = {}) {
  const sink = await startSink();
  const { bootstrapServers } = sink;
  try {
    const { samples, acknowledged } = await resultOf(program, {
      ...{ form, recordCount, stepCount, bootstrapServers, topic: "memory" },
    });
    const { records } = await sink.stats();
    if (records !== acknowledged) throw new Error(`${records} records arrived, ${acknowledged} were acknowledged`);
    // The first fifth is the warm-up: the young generation and the pool of buffers find their sizes.
    const steady = samples.slice(stepCount / 5);
    const half = steady.length / 2;
    return {
      samples,
      grownPercent: 100 * (mean(steady.slice(half)) / mean(steady.slice(0, half)) - 1),
    };
  } finally {
    sink.close();
  }
}

const mean = (samples) => samples.reduce((sum, { rss }) => sum + rss, 0) / samples.length;
