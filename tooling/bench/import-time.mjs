/** How long `import("…")` of a client takes in a fresh process, and how many modules it loads. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const peer = (path) => JSON.stringify(here(`./peers/node_modules/${path}`));

export const importable = [
  { name: "@k/producer", specifier: '"@k/producer"', ours: true },
  { name: "kafkajs", specifier: peer("kafkajs/index.js") },
  { name: "kafka-ts", specifier: peer("kafka-ts/dist/index.js") },
  { name: "@platformatic/kafka", specifier: peer("@platformatic/kafka/dist/index.js") },
];

export async function measureImport({ specifier }) {
  const script = `const start = performance.now(); await import(${specifier}); console.log(performance.now() - start);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: here("."),
  });
  return { importMs: Number(stdout) };
}
