import fc from "fast-check";
import { expect, test } from "vitest";
import { type ReadEntriesOptions, readEntries, type SegmentItem } from "./entries.js";

/** An entry whose bytes after the length are all `fill`. */
function entry(offset: bigint, length: number, fill = 1): Buffer {
  const bytes = Buffer.alloc(12 + length, fill);
  bytes.writeBigInt64BE(offset, 0);
  bytes.writeInt32BE(length, 8);
  return bytes;
}

async function items(bytes: Uint8Array, options: ReadEntriesOptions & { chunkSize?: number } = {}) {
  const { chunkSize = 1 << 20 } = options;
  const source = (async function* () {
    for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
  })();
  const all: SegmentItem[] = [];
  for await (const some of readEntries(source, options)) all.push(...some);
  return all;
}

test("entries come whole and with their positions, wherever chunks are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 14, max: 200 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 300 }),
      async (lengths, chunkSize) => {
        const entries = lengths.map((length, i) => entry(BigInt(i), length));
        const found = await items(Buffer.concat(entries), { chunkSize });
        let position = 0;
        for (const [i, bytes] of entries.entries()) {
          expect(found[i]).toMatchObject({ kind: "entry", position });
          expect(Buffer.compare((found[i] as { bytes: Uint8Array }).bytes, bytes)).toBe(0);
          position += bytes.length;
        }
        expect(found).toHaveLength(entries.length);
      },
    ),
  );
});

test("bytes that end in the middle of an entry", async () => {
  const bytes = Buffer.concat([entry(0n, 20), entry(1n, 20)]);
  expect((await items(bytes.subarray(0, 50))).at(-1)).toEqual({
    kind: "partial",
    position: 32,
    presentBytes: 18,
    neededBytes: 32,
  });
  expect((await items(bytes.subarray(0, 35))).at(-1)).toMatchObject({ kind: "partial", presentBytes: 3 });
});

test("a length that no entry has hides everything after it", async () => {
  const bytes = Buffer.concat([entry(0n, 20), entry(1n, 20)]);
  bytes.writeInt32BE(13, 32 + 8);
  const found = await items(bytes);
  expect(found).toHaveLength(2);
  expect(found[1]).toEqual({
    kind: "corrupt",
    position: 32,
    problem: "an entry of length 13; the smallest possible is 14",
  });
});

test("an entry that claims to be huge is corrupt, not an allocation", async () => {
  expect(await items(entry(0n, 100), { maxEntryBytes: 50 })).toEqual([
    { kind: "corrupt", position: 0, problem: "an entry of 112 bytes; the limit is 50" },
  ]);
});

test.each([5, 1000])("zeros to the end are padding (chunks of %d)", async (chunkSize) => {
  const bytes = Buffer.concat([entry(0n, 20), Buffer.alloc(100)]);
  expect((await items(bytes, { chunkSize })).at(-1)).toEqual({ kind: "padding", position: 32, sizeInBytes: 100 });
});

test.each([5, 1000])("zeros with something after them are a hole (chunks of %d)", async (chunkSize) => {
  const bytes = Buffer.concat([entry(0n, 20), Buffer.alloc(100), Buffer.of(7)]);
  expect((await items(bytes, { chunkSize })).at(-1)).toMatchObject({ kind: "corrupt", position: 32 });
});
