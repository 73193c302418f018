import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { describe } from "../src/schema/index.js";
import { Reader, Writer } from "../src/wire/index.js";
import { compactArray, compactString, int64, tags } from "./independent-bytes.js";

/** The worked example of docs/protocol-messages.md, taken out of the page and run. */

const page = readFileSync(new URL("../../../docs/protocol-messages.md", import.meta.url), "utf8");
const example = /^```js\n([\s\S]*?)^```$/m.exec(page)![1]!;

test("the example of the page runs and says what it promises", async () => {
  const folder = new URL("../.cache/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL("protocol-messages.mjs", folder);
  writeFileSync(file, example);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const { ListTransactions } = await import(file.href);
  const said = log.mock.calls.map((words) => words.join(" "));
  log.mockRestore();
  expect(said).toEqual(["66 1 1", "payments"]);

  const writer = new Writer();
  const value = { stateFilters: ["Ongoing"], producerIdFilters: [7n], durationFilter: 5n };
  ListTransactions.request(1).write(writer, value);
  const expected = [...compactArray(compactString("Ongoing")), ...compactArray(int64(7n)), ...int64(5n), ...tags()];
  expect([...writer.finish()]).toEqual(expected);
  expect(ListTransactions.request(1).read(new Reader(Uint8Array.from(expected)))).toEqual({
    ...value,
    transactionalIdPattern: null,
  });
  expect(describe(ListTransactions.messages.request).fields).toHaveLength(4);
});
