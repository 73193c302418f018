import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { useKafka } from "../src/use-kafka.js";

const program = fileURLToPath(new URL("../src/fixtures/send-and-close.js", import.meta.url));
const kafka = useKafka({});

test("a process that sent, was answered and closed exits by itself within 100 ms", async () => {
  await kafka().createTopic("exit");
  const runs = [];
  for (let i = 0; i < 3; i++) runs.push(await run("exit"));
  expect(runs.map(({ code, stderr, said }) => ({ code, stderr, said }))).toEqual(
    [0, 1, 2].map((offset) => ({ code: 0, stderr: "", said: `${offset}\n` })),
  );
  // The quickest of three: what is measured is a lingering handle, not a busy machine.
  expect(Math.min(...runs.map(({ exitedAfterMs }) => exitedAfterMs))).toBeLessThan(100);
});

async function run(
  topic: string,
): Promise<{ code: number | null; said: string; stderr: string; exitedAfterMs: number }> {
  const child = spawn(process.execPath, [program, kafka().bootstrapServers, topic], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let stderr = "";
  let saidAt = 0;
  child.stdout.on("data", (text) => {
    said += text;
    saidAt = performance.now();
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`still running 10 s after start; it said ${JSON.stringify(said)} ${stderr}`));
    }, 10_000);
    child.once("exit", (code) => {
      clearTimeout(deadline);
      const exitedAfterMs = performance.now() - saidAt;
      resolve({ code, said, stderr, exitedAfterMs });
    });
  });
}
