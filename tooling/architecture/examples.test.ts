/** Every example runs with the command that its README names: the first ```sh block, run in the example's folder. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runToEnd } from "./run-to-end.js";
import { snippetsIn } from "./snippets.js";
import { root } from "./source-files.js";

const folder = join(root, "examples");
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => [name, documentedCommand(join(folder, name))] as const);

test("there are examples", () => {
  expect(examples.length).toBeGreaterThan(0);
});

test.for(examples)("examples/%s: %s", { timeout: 70_000 }, async ([name, command]) => {
  const { exitCode, output } = await runToEnd("bash", ["-c", command], { cwd: join(folder, name), timeoutMs: 60_000 });
  expect(exitCode, output).toBe(0);
});

function documentedCommand(example: string): string {
  const readme = join(example, "README.md");
  const blocks = existsSync(readme) ? snippetsIn(readme, readFileSync(readme, "utf8")) : [];
  return blocks.find(({ language }) => language === "sh")?.code.trim() ?? "node index.mjs";
}
