import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe } from "@k/protocol/schema";
import { expect, test } from "vitest";
import { compare } from "../src/compare.js";
import { readDefinitions } from "../src/definition.js";

test("the API that docs/protocol-messages.md declares as an example is Kafka's", async () => {
  const page = readFileSync(new URL("../../../docs/protocol-messages.md", import.meta.url), "utf8");
  const folder = new URL("../.cache/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL("worked-example.mjs", folder);
  writeFileSync(file, /^```js\n([\s\S]*?)^```$/m.exec(page)![1]!);
  const { ListTransactions } = await import(file.href);
  for (const message of [ListTransactions.messages.request, ListTransactions.messages.response]) {
    const ours = describe(message);
    const theirs = readDefinitions("4.4.0", [ours.name]).get(ours.name)!;
    expect(compare(ours, theirs)).toEqual([]);
    expect(theirs.validVersions).toBe(ours.versions);
  }
});
