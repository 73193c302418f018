import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Spool } from "./spool.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "spool-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("what was appended comes back, nulls and empties told apart", () => {
  const spool = new Spool(join(folder, "a"));
  const records = [
    { offset: 5n, key: null, value: null },
    { offset: 6n, key: Buffer.from(""), value: Buffer.from("") },
    { offset: 9n, key: Buffer.from("k"), value: Buffer.from("value") },
  ];
  for (const { offset, key, value } of records) spool.append(offset, key, value);
  expect([...spool.read()]).toEqual(records);
  expect([spool.count, spool.firstOffset, spool.lastOffset]).toEqual([3, 5n, 9n]);
  spool.close();
  expect(existsSync(join(folder, "a"))).toBe(false);
});

test("more than a block, and a record larger than one", () => {
  const spool = new Spool(join(folder, "b"));
  const sizes = [100_000, 100_000, 100_000, 700_000, 1, 300_000];
  for (const [i, size] of sizes.entries()) spool.append(BigInt(i), null, Buffer.alloc(size, i));
  let i = 0;
  for (const { offset, value } of spool.read()) {
    expect(offset).toBe(BigInt(i));
    expect(Buffer.compare(value!, Buffer.alloc(sizes[i]!, i))).toBe(0);
    i++;
  }
  expect(i).toBe(sizes.length);
  spool.close();
});
