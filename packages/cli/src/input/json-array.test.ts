import fc from "fast-check";
import { expect, test } from "vitest";
import { readJsonArray } from "./json-array.js";

const collect = async (text: string, chunkSize = text.length || 1) => {
  const bytes = Buffer.from(text);
  const source = (async function* () {
    for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
  })();
  const elements: string[] = [];
  for await (const some of readJsonArray(source)) for (const one of some) elements.push(Buffer.from(one).toString());
  return elements;
};

test("elements come as the text they were written in", async () => {
  expect(await collect(' [ {"a": [1, 2]}, "x,]\\"", 3 , [] ]\n')).toEqual(['{"a": [1, 2]}', '"x,]\\""', "3", "[]"]);
});

test("an empty array has no elements", async () => {
  expect(await collect("[ ]")).toEqual([]);
});

test.each([
  ["something else", "{}", "its first byte is ["],
  ["an array without an end", "[1, 2", "has no end"],
  ["something after it", "[1] 2", "after the end"],
])("%s is an error", async (_, text, message) => {
  await expect(collect(text)).rejects.toThrow(message);
});

test("any array comes apart into its elements, wherever chunks are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 20 }), async (values, chunkSize) => {
      const elements = await collect(JSON.stringify(values, null, 1), chunkSize);
      expect(elements.map((element) => JSON.parse(element))).toEqual(JSON.parse(JSON.stringify(values)));
    }),
  );
});
