/** `node run.mjs TASK …arguments`: installs and builds what is missing, then runs the npm script TASK of every workspace that has it. */
import { build } from "./build.mjs";
import { runScript } from "./command.mjs";
import { failWith } from "./fail.mjs";
import { install } from "./install.mjs";
import { requireJava } from "./java.mjs";
import { printSummary, recordCheck, resultsFolder, sumResults, vitestReport } from "./results.mjs";
import { workspaces } from "./workspaces.mjs";

const [task, ...given] = process.argv.slice(2);
const isTest = task.startsWith("test");
const args = isTest ? takeBrokers(given) : given;
try {
  if (task === "kafka" || task === "test:kafka") await requireJava();
  await install();
  await build();
  await (isTest ? runTests() : runTask());
} catch (error) {
  failWith(error);
}

async function runTask() {
  for (const workspace of having(task)) process.exitCode = (await runScript(workspace, task, args)) || process.exitCode;
}

/** Each run leaves its report in one folder: vitest by the arguments given here, other scripts as they find K_RESULTS_DIR. */
async function runTests() {
  const folder = resultsFolder();
  for (const workspace of having(task)) {
    console.log(`\n── ${workspace.name} ${task}`);
    const isVitest = workspace.scripts[task].startsWith("vitest ");
    const report = isVitest ? ["--passWithNoTests", ...vitestReport(folder, workspace.name)] : [];
    const failedBefore = sumResults([folder]).failed;
    const code = await runScript(workspace, task, [...report, ...args], { K_RESULTS_DIR: folder });
    // Counted apart: an unhandled rejection or a broken set-up fails no single test.
    if (code !== 0 && sumResults([folder]).failed === failedBefore) {
      recordCheck(folder, `${workspace.name} ${task}`, false);
    }
  }
  const total = sumResults([folder]);
  console.log();
  printSummary(total);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/** `--brokers all|4.1,0.9`: which Kafkas the tests try, for all workspaces alike (KAFKA_VERSIONS says the same). */
function takeBrokers(given) {
  const at = given.indexOf("--brokers");
  if (at < 0) return given;
  process.env.KAFKA_VERSIONS = given[at + 1] ?? "all";
  return given.toSpliced(at, 2);
}

function having(script) {
  const found = workspaces().filter(({ scripts }) => scripts[script]);
  if (found.length === 0) throw new Error(`no workspace has a script named ${script}`);
  return found;
}
