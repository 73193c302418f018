/**
 * What counting costs: the producer as it is shipped beside one that counts nothing, and with somebody who listens to all
 * diagnostics channels. On a machine with other work the truth is the fastest of many short windows: processes of all three
 * live at once and work in turn, a few tenths of a second each, and of new processes again.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { startSink } from "../sink/start-sink.mjs";
import { summarize } from "../statistics.mjs";
import { buildVariants } from "./variants.mjs";

const program = new URL("./window-process.mjs", import.meta.url);

export async function measureMetricsCost(
  { workload, batchSize },
  { generations = 6, windows = 40, warmUpWindows = 6, windowMs = 200 } = {},
) {
  const { shipped, silent } = await buildVariants();
  const contestants = [
    { name: "counts nothing", variant: silent, subscribed: false },
    { name: "as shipped", variant: shipped, subscribed: false },
    { name: "and a subscriber to every channel", variant: shipped, subscribed: true },
  ];
  const fastest = contestants.map(() => []);
  for (let generation = 0; generation < generations; generation++) {
    const sink = await startSink();
    const { bootstrapServers } = sink;
    const children = contestants.map((contestant) =>
      fork(program, [
        JSON.stringify({ ...contestant, ...{ workload, batchSize, windowMs, bootstrapServers, topic: "metrics" } }),
      ]),
    );
    try {
      await Promise.all(children.map((child) => once(child, "message")));
      const times = contestants.map(() => []);
      for (let window = -warmUpWindows; window < windows; window++) {
        for (let step = 0; step < children.length; step++) {
          const at = (step + window + warmUpWindows + generation) % children.length;
          children[at].send("work");
          const [{ nsPerRecord, messageCount }] = await once(children[at], "message");
          if (messageCount > 0 !== contestants[at].subscribed) throw new Error(`${messageCount} messages were heard`);
          if (window >= 0) times[at].push(nsPerRecord);
        }
      }
      for (const [at, ofOne] of times.entries()) fastest[at].push(Math.min(...ofOne));
    } finally {
      for (const child of children) child.kill();
      sink.close();
    }
  }
  const [{ min: floor }] = fastest.map(summarize);
  return contestants.map(({ name }, at) => {
    const nsPerRecord = summarize(fastest[at]);
    return { name, nsPerRecord, costPercent: 100 * (nsPerRecord.min / floor - 1) };
  });
}
