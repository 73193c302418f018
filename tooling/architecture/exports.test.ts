/** The public names of every package, one a line, under review: a new one shows up as a changed file in exports/. `vitest -u` accepts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { packageNames, root } from "./source-files.js";

const doors = packageNames.flatMap((name) => {
  const { exports } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
  return Object.entries<{ types?: string }>(exports).flatMap(([subpath, { types }]) =>
    types ? [[join("@k", name, subpath), join(root, "packages", name, types)] as const] : [],
  );
});

const program = ts.createProgram(
  doors.map(([, declarations]) => declarations),
  { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, types: ["node"], skipLibCheck: true, noEmit: true },
);
const checker = program.getTypeChecker();

test.for(doors)("the public names of %s", async ([specifier, declarations]) => {
  const file = program.getSourceFile(declarations);
  const module = file && checker.getSymbolAtLocation(file);
  expect(module, `${declarations} is not built, or exports nothing`).toBeDefined();
  const lines = checker.getExportsOfModule(module as ts.Symbol).map((symbol) => `${kindOf(symbol)} ${symbol.name}`);
  const snapshot = `exports/${specifier.slice("@k/".length).replace("/", ".")}.txt`;
  await expect(`${lines.sort(byName).join("\n")}\n`).toMatchFileSnapshot(snapshot);
});

function kindOf(symbol: ts.Symbol): string {
  const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (flags & ts.SymbolFlags.Class) return "class";
  if (flags & ts.SymbolFlags.Function) return "function";
  if (flags & ts.SymbolFlags.Value) return "const";
  return flags & ts.SymbolFlags.Interface ? "interface" : "type";
}

function byName(a: string, b: string): number {
  const [nameA = "", nameB = ""] = [a.split(" ")[1], b.split(" ")[1]];
  return nameA < nameB ? -1 : nameA > nameB ? 1 : 0;
}
