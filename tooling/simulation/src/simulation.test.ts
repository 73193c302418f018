/** Thousands of seeds at every `npm test`, in one process a core: what a seed finds, `npm run simulate` tells. */
import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const SEEDS = 2000;
const run = promisify(execFile);

test(`${SEEDS} seeds keep what the producer promises`, async () => {
  const processes = Math.min(2, availableParallelism());
  const seeds = Math.ceil(SEEDS / processes);
  const command = fileURLToPath(new URL("../dist/simulate.js", import.meta.url));
  const reports = await Promise.all(
    Array.from({ length: processes }, (_, index) =>
      run(process.execPath, [command, "--from", `${1 + index * seeds}`, "--seeds", `${seeds}`]).then(
        ({ stdout }) => stdout,
        (failure: { stdout: string; stderr: string }) => `${failure.stdout}${failure.stderr}`,
      ),
    ),
  );
  for (const report of reports) expect(report).toMatch(new RegExp(`^${seeds} seeds, 0 failed, [0-9.]+ seeds/s\n$`));
});
