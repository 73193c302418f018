/** A dev cluster in a process of its own: the broker's work does not slow down what is being shown. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ktool = fileURLToPath(new URL("dist/bin.js", import.meta.resolve("@k/cli/package.json")));

/**
 * Resolves once the cluster serves.
 * @param {{ brokers: number }} options
 * @returns {Promise<{ bootstrapServers: string, stop: () => Promise<void> }>}
 */
export async function startDevCluster({ brokers }) {
  const child = spawn(process.execPath, [ktool, "dev-broker", "--brokers", String(brokers)], {
    // The IPC channel ends the cluster when this process ends, whatever ends it.
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    // In a group of its own: a Ctrl-C in the terminal is for us, who still need the cluster to flush.
    detached: true,
  });
  const exited = once(child, "exit");
  const failed = exited.then(([code]) => Promise.reject(new Error(`the dev cluster ended with exit code ${code}`)));
  failed.catch(() => {});
  const [bootstrapServers] = await Promise.race([once(createInterface(child.stdout), "line"), failed]);
  return {
    bootstrapServers,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
