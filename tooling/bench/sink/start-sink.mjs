/** Starts the sink in its own process. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** @returns {Promise<{ bootstrapServers: string[], stats(): Promise<{ requests: number, records: number, bytes: number }>, close(): void }>} */
export async function startSink({ partitionCount = 12 } = {}) {
  const child = fork(fileURLToPath(new URL("./sink.mjs", import.meta.url)), [String(partitionCount)]);
  const [{ ports }] = await once(child, "message");
  return {
    bootstrapServers: ports.map((port) => `127.0.0.1:${port}`),
    async stats() {
      child.send("stats");
      const [counts] = await once(child, "message");
      return counts;
    },
    close: () => child.disconnect(),
  };
}
