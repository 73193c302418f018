/** One run: spawns a client, waits for its numbers, and checks them against what the other end counted. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { cpuProfile, whereTheTimeWent } from "./cpu-profile.mjs";

const program = fileURLToPath(new URL("./client-process.mjs", import.meta.url));

/**
 * @param {object} client
 * @param {object} task
 * @param {{ bootstrapServers: string[], topic(): Promise<string>, count(topic: string): Promise<number> }} server
 */
export async function measure(client, { workload, sizeInBytes, warmUpMs, measureMs, profile }, server) {
  const topic = await server.topic();
  const before = await server.count(topic);
  const { module, streamShape } = client;
  const task = { module, streamShape, workload, sizeInBytes, warmUpMs, measureMs, topic };
  const child = fork(program, [JSON.stringify({ ...task, bootstrapServers: server.bootstrapServers })], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: profile ? cpuProfile(profile, `${module}-${workload}`) : [],
  });
  const result = await answerOf(child, warmUpMs + measureMs + 60_000);
  const arrived = (await server.count(topic)) - before;
  await server.forget(topic);
  if (arrived !== result.total) {
    throw new Error(`${arrived} records arrived, but ${result.total} were acknowledged`);
  }
  if (profile) console.log(await whereTheTimeWent(profile, `${module}-${workload}`));
  return result;
}

async function answerOf(child, timeoutMs) {
  const exited = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  let result;
  child.on("message", (message) => {
    result = message;
  });
  const [code, signal] = await exited;
  clearTimeout(timer);
  if (result === undefined) throw new Error(`ended with ${signal ?? code} and no result`);
  if (result.error) throw new Error(result.error);
  return result;
}
