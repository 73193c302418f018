import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { differenceRows } from "./known-differences.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the README lists the known differences, and no others", () => {
  const [, table = ""] = readme.split("| differs from | in | when | why |\n| --- | --- | --- | --- |\n");
  const rows = table.slice(0, table.indexOf("\n\n")).split("\n");
  expect(rows).toEqual(differenceRows());
});
