import { readdirSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { bundleFromSources } from "./bundle-from-sources.mjs";

const packages = fileURLToPath(new URL("../../packages", import.meta.url));
const scripts = readdirSync(packages).flatMap((name) =>
  readdirSync(join(packages, name), { recursive: true, encoding: "utf8" })
    .filter((file) => /^(bench|fuzz|test.fuzz)/.test(file) && file.endsWith(".mjs"))
    .map((file) => [`${name}/${file.replaceAll(sep, "/")}`, join(packages, name), file]),
);

describe("benchmarks and fuzz runs find everything that they import", () => {
  test("there are some of both", () => {
    const names = scripts.map(([name]) => name);
    expect(names).toContain("records/fuzz/fuzz.mjs");
    expect(names).toContain("records/bench/record-codec.bench.mjs");
    expect(names).toContain("producer/bench/murmur2.bench.mjs");
  });

  test.each(scripts)("%s", async (_, folder, file) => {
    await bundleFromSources({ folder, script: join(folder, file) });
  });
});

describe("what is missing is said", () => {
  test.each([
    ["a file", 'import "../src/gone.js";', "gone.js"],
    ["a name in a file", 'import { gone } from "../src/index.js"; gone();', '"gone"'],
    ["a name of the package itself", 'import { gone } from "@k/sample"; gone();', '"gone"'],
  ])("%s", async (_, source, expected) => {
    const folder = await samplePackage(source);
    const bundled = bundleFromSources({ folder, script: join(folder, "bench", "x.mjs") });
    await expect(bundled).rejects.toThrow(expected);
  });

  test("and nothing is when nothing is", async () => {
    const folder = await samplePackage('import { here } from "@k/sample"; here();');
    await bundleFromSources({ folder, script: join(folder, "bench", "x.mjs") });
  });
});

async function samplePackage(script) {
  const folder = await mkdtemp(join(tmpdir(), "k-run-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await Promise.all([mkdir(join(folder, "src")), mkdir(join(folder, "bench"))]);
  await writeFile(join(folder, "package.json"), '{ "name": "@k/sample" }');
  await writeFile(join(folder, "src", "index.ts"), "export function here(): void {}\n");
  await writeFile(join(folder, "bench", "x.mjs"), script);
  return folder;
}
