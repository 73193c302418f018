/**
 * The tables of docs/ are made from the code. To write them anew after a change:
 * npx vitest run --project @k/producer docs -u
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { renderMetrics } from "./render-metrics.js";
import { renderOptions } from "./render-options.js";

test.each([
  ["options.md", renderOptions],
  ["metrics.md", renderMetrics],
])("the tables of docs/%s are what the code says", async (file, render) => {
  const path = fileURLToPath(new URL(`../../../../docs/${file}`, import.meta.url));
  const page = readFileSync(path, "utf8");
  const begin = page.indexOf("<!-- tables -->\n");
  const end = page.indexOf("<!-- end of tables -->");
  expect(begin, `${file} has its markers`).toBeGreaterThan(0);
  const rendered = `${page.slice(0, begin)}<!-- tables -->\n\n${render()}\n${page.slice(end)}`;
  await expect(rendered).toMatchFileSnapshot(path);
});
