/** Whose encoder is measured, and one measurement of it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const encoders = [
  { name: "@k/records", module: "k.mjs", ours: true },
  { name: "@k/records without native code", module: "k-without-native-code.mjs", ours: true },
  { name: "kafkajs", module: "kafkajs.mjs" },
  { name: "kafka-ts", module: "kafka-ts.mjs" },
  { name: "@platformatic/kafka", module: "platformatic.mjs" },
];

const program = fileURLToPath(new URL("./encode-process.mjs", import.meta.url));

export async function measureEncoder({ module }, { sizeInBytes, warmUpMs, measureMs }) {
  const task = { module: `./${module}`, sizeInBytes, warmUpMs, measureMs };
  const child = fork(program, [JSON.stringify(task)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const result = await Promise.race([
    once(child, "message").then(([message]) => message),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`ended with ${code} and no result`))),
  ]);
  await once(child, "exit").catch(() => {});
  return result;
}
