/** Every ```js block of the documents runs by itself, and every ```ts block compiles, unless marked `no-run`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runToEnd } from "./run-to-end.js";
import { snippets, snippetsIn } from "./snippets.js";
import { root } from "./source-files.js";

// In the repository, so that the workspaces' packages are found from there.
const folder = join(root, ".cache", "snippets");
beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runnable = snippets.filter(({ flags }) => !flags.includes("no-run"));
const of = (...languages: string[]) => runnable.filter(({ language }) => languages.includes(language));
const fileFor = (where: string, extension: string) => join(folder, `${where.replaceAll(/[^\w]+/g, "-")}.${extension}`);

test("there are snippets", () => {
  expect(of("js").length).toBeGreaterThan(0);
});

const scripts = of("js", "javascript", "mjs").map((snippet) => [snippet.where, snippet.code] as const);
test.for(scripts)("%s runs", { concurrent: true }, async ([where, code], { expect }) => {
  const file = fileFor(where, "mjs");
  writeFileSync(file, code);
  const { exitCode, output } = await runToEnd(process.execPath, [file], { cwd: folder });
  expect(exitCode, output).toBe(0);
});

describe("TypeScript", () => {
  const typed = of("ts", "typescript").map((snippet) => ({ ...snippet, file: fileFor(snippet.where, "mts") }));
  let problems: readonly ts.Diagnostic[] = [];

  beforeAll(() => {
    for (const { file, code } of typed) writeFileSync(file, code);
    const program = ts.createProgram(
      typed.map(({ file }) => file),
      {
        module: ts.ModuleKind.NodeNext,
        target: ts.ScriptTarget.ES2023,
        lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
        types: ["node"],
        strict: true,
        skipLibCheck: true,
        noEmit: true,
      },
    );
    problems = ts.getPreEmitDiagnostics(program);
  });

  test("is compiled", () => {
    expect(problems.filter(({ file }) => file === undefined)).toEqual([]);
  });

  test.each(typed.map(({ where, file }) => [where, file]))("%s compiles", (_where, file) => {
    const own = problems.filter((problem) => problem.file?.fileName === file);
    expect(own.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  });
});

describe("the reader of documents", () => {
  test("finds blocks, their languages and flags", () => {
    const text = "# A\n\n```js no-run\na();\n```\ntext\n```sh\nls\n```\n";
    expect(snippetsIn("A.md", text)).toEqual([
      { where: "A.md:3", language: "js", flags: ["no-run"], code: "a();\n" },
      { where: "A.md:7", language: "sh", flags: [""], code: "ls\n" },
    ]);
  });
});
