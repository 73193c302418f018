/** ARCHITECTURE.md's picture, checked against every import there is. Each test lists the offending edges. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { findCycle } from "./cycles.js";
import { allowedImports, folderOrder, ioAtTheRim, publicSpecifiers } from "./layers.js";
import {
  importsIn,
  packageNames,
  root,
  type SourceFile,
  sourceFiles,
  withoutComments,
  withoutStrings,
} from "./source-files.js";

const published = sourceFiles.filter(({ isTest }) => !isTest);
const isOurs = (specifier: string) => specifier.startsWith("@k/");

test("every package has its place in the tables", () => {
  expect(Object.keys(allowedImports).sort()).toEqual(packageNames);
  expect(Object.keys(folderOrder).sort()).toEqual(packageNames);
});

describe("between packages", () => {
  test("imports go only downward, along the arrows", () => {
    expect(offendingImports(published, (file) => allowedImports[file.package] ?? [])).toEqual([]);
  });

  test("tests may use the dev-broker and a real Kafka besides, and their own package", () => {
    const allowed = (file: SourceFile) => [
      ...(allowedImports[file.package] ?? []),
      ...publicSpecifiers.filter((name) => name === `@k/${file.package}` || name.startsWith(`@k/${file.package}/`)),
      // A test of records may look at whole messages: tests are not layers.
      ...publicSpecifiers.filter((name) => name.startsWith("@k/protocol")),
      "@k/dev-broker",
      "@k/kafka-tooling",
    ];
    const tests = sourceFiles.filter(({ isTest }) => isTest);
    expect(offendingImports(tests, allowed)).toEqual([]);
  });

  test("the dependencies in package.json are the arrows too", () => {
    const offending = packageNames.flatMap((name) => {
      const { dependencies = {} } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
      const allowed = (allowedImports[name] ?? []).map((specifier) => specifier.split("/").slice(0, 2).join("/"));
      const ours = Object.keys(dependencies).filter(isOurs);
      return ours.filter((dependency) => !allowed.includes(dependency)).map((dependency) => `${name} → ${dependency}`);
    });
    expect(offending).toEqual([]);
  });
});

describe("inside a package", () => {
  test("a folder's index.ts is its only door", () => {
    // What stands in test/ is no module, and looks behind the doors of src/ where it must.
    const isInside = (path: string) => path.split("/")[2] === "src";
    const offending = sourceFiles
      .filter(({ path }) => isInside(path))
      .flatMap((file) =>
        file.imports
          .filter(({ target }) => target !== undefined && isInside(target) && !isThroughDoor(file.path, target))
          .map(({ specifier }) => `${file.path} → ${specifier}`),
      );
    expect(offending).toEqual([]);
  });

  test.each(packageNames)("the folders of %s import only those below them", (name) => {
    const order = folderOrder[name] ?? [];
    const levelOf = (folder: string) => order.findIndex((level) => level.includes(folder));
    const edges = folderEdges(name).filter(({ from, to }) => from.isFolder && to.isFolder);
    const unlisted = foldersOf(name).filter((folder) => levelOf(folder) < 0);
    expect(unlisted, "folders missing in layers.ts").toEqual([]);
    expect(
      edges
        .filter(({ from, to }) => levelOf(to.name) >= levelOf(from.name))
        .map(({ file, to }) => `${file} → ${to.name}/`),
    ).toEqual([]);
  });

  test.each(packageNames)("no file of %s imports itself in the end", (name) => {
    const files = sourceFiles.filter((file) => file.package === name);
    // Two types that need each other may stand in two files; values may not.
    const values = (file: SourceFile) => file.imports.filter(({ isTypeOnly }) => !isTypeOnly);
    const targets = (file: SourceFile) => values(file).flatMap(({ target }) => target ?? []);
    expect(findCycle(new Map(files.map((file) => [file.path, targets(file)])))).toBeUndefined();
  });

  test.each(packageNames)("the folders and top files of %s form no circle, types included", (name) => {
    const graph = new Map<string, string[]>();
    for (const { from, to } of folderEdges(name)) graph.set(from.name, [...(graph.get(from.name) ?? []), to.name]);
    expect(findCycle(graph)).toBeUndefined();
  });
});

test.each(ioAtTheRim.map((rule) => [rule.what, rule] as const))("IO at the rim: %s", (_what, rule) => {
  const { modules, code, allowedIn } = rule;
  const isAllowed = (path: string) =>
    allowedIn.map((allowed) => `packages/${allowed}`).some((allowed) => path === allowed || isFolderOf(allowed, path));
  const doesIo = ({ imports, text }: SourceFile) =>
    imports.some(({ specifier, isTypeOnly }) => !isTypeOnly && modules?.test(specifier)) ||
    code?.test(withoutStrings(text));
  expect(published.filter((file) => !isAllowed(file.path) && doesIo(file)).map(({ path }) => path)).toEqual([]);
});

describe("the reader of imports", () => {
  test("sees every form", () => {
    const text = `
      import a from "./a.js";
      import { b,
        type B } from "./b.js";
      import type { C } from "./c.js";
      export { d } from "./d.js";
      import "./e.js";
      const f = await import("./f.js");
      const g = process.getBuiltinModule("node:g");`;
    const specifiers = ["./a.js", "./b.js", "./c.js", "./d.js", "./e.js", "./f.js", "node:g"];
    expect(importsIn(text).map(({ specifier }) => specifier)).toEqual(specifiers);
    expect(importsIn(text).filter(({ isTypeOnly }) => isTypeOnly)).toHaveLength(1);
  });

  test("does not see those in comments", () => {
    expect(importsIn(withoutComments(`/** import { a } from "./a.js"; */\n// import "./b.js";\n`))).toEqual([]);
  });
});

const isFolderOf = (folder: string, path: string) => folder.endsWith("/") && path.startsWith(folder);

/** From a file one may reach a neighbour, a file further out, or another folder's index.ts, and never a folder within that one. */
function isThroughDoor(from: string, target: string): boolean {
  const path = relative(dirname(from), target).split("/");
  const inward = path.slice(path.lastIndexOf("..") + 1);
  return inward.length === 1 || (inward.length === 2 && inward[1] === "index.ts");
}

function offendingImports(files: readonly SourceFile[], allowed: (file: SourceFile) => readonly string[]): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter(({ specifier }) => isOurs(specifier) && !allowed(file).includes(specifier))
      .map(({ specifier }) => `${file.path} → ${specifier}`),
  );
}

/** A folder directly in src/, or a file there. */
interface Unit {
  readonly name: string;
  readonly isFolder: boolean;
}

function unitOf(path: string): Unit {
  const [, , , name = "", ...inside] = path.split("/");
  return { name, isFolder: inside.length > 0 };
}

function folderEdges(name: string): { from: Unit; to: Unit; file: string }[] {
  return published
    .filter((file) => file.package === name)
    .flatMap((file) =>
      file.imports
        .flatMap(({ target }) => target ?? [])
        .map((target) => ({ from: unitOf(file.path), to: unitOf(target), file: file.path }))
        .filter(({ from, to }) => from.name !== to.name),
    );
}

function foldersOf(name: string): string[] {
  const units = published.filter((file) => file.package === name).map(({ path }) => unitOf(path));
  return [...new Set(units.filter(({ isFolder }) => isFolder).map((unit) => unit.name))];
}
