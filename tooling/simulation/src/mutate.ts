/** `npm run mutate -w @k/simulation-tooling`: plants known bugs one at a time and shows that the simulation finds each. */
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { mutations } from "./mutation/mutations.js";

interface Finding {
  readonly seed: number;
  readonly problem: string | undefined;
}

const options = new Command("mutate")
  .description("Plants known bugs in the built producer, one at a time, and runs seeds until one finds it.")
  .option("--limit <seeds>", "give up after so many", Number, 10_000)
  .option("--only <text>", "bugs whose description holds this")
  .option("--write", "put the table into docs/reliability.md")
  .parse()
  .opts<{ limit: number; only?: string; write?: boolean }>();

/** A run takes milliseconds: one that is silent for longer goes round in circles. */
const SILENCE_MS = 60_000;
const hunt = fileURLToPath(new URL("mutation/hunt.js", import.meta.url));

const wanted = mutations.filter(({ bug }) => bug.includes(options.only ?? ""));
const findings = new Map<string, Finding>();
const queue = [...wanted];
await Promise.all(Array.from({ length: availableParallelism() }, work));
const rows = wanted.map(({ bug }, index) => row(index + 1, bug, findings.get(bug)!));
const table = ["| | planted bug | found by seed | as |", "|--:|---|--:|---|", ...rows].join("\n");
console.log(table);
if (options.write) await writeTable(table);
process.exitCode = wanted.every(({ bug }) => findings.get(bug)?.problem !== undefined) ? 0 : 1;

async function work(): Promise<void> {
  for (let mutation = queue.shift(); mutation !== undefined; mutation = queue.shift()) {
    const finding = await find(mutations.indexOf(mutation));
    findings.set(mutation.bug, finding);
    console.error(`${mutation.bug}: ${finding.problem ?? "NOT FOUND"} (seed ${finding.seed})`);
  }
}

function find(index: number): Promise<Finding> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [hunt, `${index}`, `${options.limit}`], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let last: { seed: number; problem?: string; survived?: boolean } = { seed: 0 };
    let errors = "";
    let silence = setTimeout(giveUp, SILENCE_MS);
    let silent = false;
    createInterface({ input: child.stdout }).on("line", (line) => {
      last = JSON.parse(line) as typeof last;
      clearTimeout(silence);
      silence = setTimeout(giveUp, SILENCE_MS);
    });
    child.stderr.on("data", (text: Buffer) => {
      errors += text;
    });
    child.once("close", () => {
      clearTimeout(silence);
      const crash = silent
        ? "the run does not end"
        : `the process ends: ${/\w*Error.*/.exec(errors)?.[0] ?? "without a word"}`;
      const problem = last.problem ?? (last.survived ? undefined : crash);
      resolve({ seed: last.seed, problem });
    });

    function giveUp(): void {
      silent = true;
      child.kill("SIGKILL");
    }
  });
}

function row(number: number, bug: string, { seed, problem }: Finding): string {
  return `| ${number} | ${bug} | ${seed} | ${problem === undefined ? "**not found**" : cell(problem)} |`;
}

function cell(problem: string): string {
  const text = problem.length > 110 ? `${problem.slice(0, 109)}…` : problem;
  return text.replaceAll("|", "\\|");
}

async function writeTable(text: string): Promise<void> {
  const file = fileURLToPath(new URL("../../../docs/reliability.md", import.meta.url));
  const page = await readFile(file, "utf8");
  const marked = /(<!-- mutations -->\n)[\s\S]*?(\n<!-- \/mutations -->)/;
  await writeFile(
    file,
    page.replace(marked, (_, before: string, after: string) => `${before}\n${text}\n${after}`),
  );
}
