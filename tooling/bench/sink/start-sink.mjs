/** Starts the sink in its own process. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** @typedef {{ requests: number, records: number, bytes: number }} Counts */

/** @returns {Promise<{ bootstrapServers: string[], stats(): Promise<Counts>, pause(): Promise<Counts>, close(): void }>} */
export async function startSink({ partitionCount = 12 } = {}) {
  const child = fork(fileURLToPath(new URL("./sink.mjs", import.meta.url)), [String(partitionCount)]);
  const [{ ports }] = await once(child, "message");
  const ask = async (question) => {
    child.send(question);
    const [counts] = await once(child, "message");
    return counts;
  };
  return {
    bootstrapServers: ports.map((port) => `127.0.0.1:${port}`),
    stats: () => ask("stats"),
    /** From now on it takes everything and acknowledges nothing. */
    pause: () => ask("pause"),
    close: () => child.disconnect(),
  };
}
