import { expect, test } from "vitest";
import { InputError } from "./input-error.js";
import { readLines } from "./lines.js";

const collect = async (chunks: readonly (string | Uint8Array)[], options = {}) => {
  const source = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk as Uint8Array);
  })();
  const lines: string[] = [];
  for await (const some of readLines(source, options)) {
    for (const line of some) lines.push(Buffer.from(line).toString("latin1"));
  }
  return lines;
};

test.each<[name: string, chunks: readonly string[], lines: readonly string[]]>([
  ["no input has no lines", [], []],
  ["a last line without a line end counts", ["a\nb"], ["a", "b"]],
  ["the emptiness after the last line end does not", ["a\nb\n"], ["a", "b"]],
  ["an empty line is a line", ["a\n\nb\n"], ["a", "", "b"]],
  ["a line may span chunks", ["a", "b", "c\nd", "e\n"], ["abc", "de"]],
  ["a line end may begin a chunk", ["a", "\nb", "\n"], ["a", "b"]],
  ["\\r\\n ends a line too, even when cut in two", ["a\r", "\nb\r\nc"], ["a", "b", "c"]],
])("%s", async (_, chunks, lines) => {
  expect(await collect(chunks)).toEqual(lines);
});

test("bytes that are no UTF-8 pass through unharmed", async () => {
  expect(await collect([Uint8Array.of(0xff, 0xfe, 0x0a, 0xc3)])).toEqual(["\xff\xfe", "\xc3"]);
});

test("a line beyond the limit is an error that names it", async () => {
  await expect(collect(["a\n", "0123456789"], { maxLineBytes: 8 })).rejects.toThrow(
    new InputError("line 2 is longer than 8 bytes"),
  );
});
