import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  COMPRESSION_TYPES,
  type CompressionType,
  createRecordsBuilder,
  endTransactionMarker,
  setBaseOffset,
  setProducerState,
} from "@k/records";
import { afterAll, expect, test } from "vitest";
import { jsonLinesOf, ktool } from "./ktool.js";
import { runMain } from "./run-main.js";

const folder = mkdtempSync(join(tmpdir(), "ktool-dump-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function segment(...parts: readonly Uint8Array[]): string {
  const file = join(folder, `${files++}.log`);
  writeFileSync(file, Buffer.concat(parts));
  return file;
}

function batch(values: readonly string[], { magic = 2 as 0 | 1 | 2, compression = "none" as CompressionType } = {}) {
  const builder = createRecordsBuilder({ magic, compression, sizeLimitBytes: 1 << 20 });
  for (const [i, value] of values.entries()) builder.append(1000 + i, `key ${i}`, value);
  return Buffer.from(builder.close());
}

const codecsOf = (magic: number) => COMPRESSION_TYPES.filter((codec) => magic === 2 || codec !== "zstd");

test.each(([0, 1, 2] as const).flatMap((magic) => codecsOf(magic).map((compression) => ({ magic, compression }))))(
  "records of magic $magic, $compression",
  async ({ magic, compression }) => {
    const values = Array.from({ length: 5 }, (_, i) => `value ${i} ${"x".repeat(200)}`);
    const file = segment(batch(values, { magic, compression }));
    const finished = await runMain(["dump", "--deep", "--format", "json", file]);
    expect(finished).toMatchObject({ code: 0, stderr: "" });
    const lines = jsonLinesOf(finished);
    expect(lines[0]).toMatchObject({ type: "batch", position: 0, magic, compression, crcValid: true });
    const records = lines.filter(({ type }) => type === "record");
    expect(records.map(({ offset, key, value }) => [offset, key, value])).toEqual(
      values.map((value, i) => [i, `key ${i}`, value]),
    );
    expect(records.map(({ timestamp }) => timestamp)).toEqual(values.map((_, i) => (magic === 0 ? -1 : 1000 + i)));
    expect(lines.at(-1)).toMatchObject({ type: "summary", records: 5, problems: 0 });
  },
);

test("batches of all magics may follow one another", async () => {
  const file = segment(batch(["a"], { magic: 0 }), batch(["b"], { magic: 1 }), batch(["c"], { magic: 2 }));
  const lines = jsonLinesOf(await runMain(["dump", "--format", "json", file]));
  expect(lines.map(({ magic }) => magic)).toEqual([0, 1, 2, undefined]);
});

test("producer state, offsets and markers", async () => {
  const data = batch(["a", "b"]);
  setBaseOffset(data, 41n);
  setProducerState(data, 4000n, 3, 2 ** 31 - 1);
  const marker = endTransactionMarker({
    type: "COMMIT",
    baseOffset: 43n,
    timestampMs: 7,
    producerId: 4000n,
    producerEpoch: 3,
    coordinatorEpoch: 12,
  });
  const finished = await runMain(["dump", "--deep", "--format", "json", segment(data, marker)]);
  const [first, , second, control, commit] = jsonLinesOf(finished);
  expect(first).toMatchObject({ baseOffset: 41, lastOffset: 42, producerId: 4000, producerEpoch: 3 });
  // After 2^31 - 1 comes 0.
  expect(first).toMatchObject({ baseSequence: 2 ** 31 - 1, lastSequence: 0 });
  expect(second).toMatchObject({ offset: 42, sequence: 0 });
  expect(control).toMatchObject({ isControl: true, isTransactional: true });
  expect(commit).toMatchObject({ offset: 43, control: { type: "COMMIT", coordinatorEpoch: 12 } });
});

test("text is for people", async () => {
  const file = segment(batch(["a\u001b[31m", "b"]));
  const { code, stdout } = await runMain(["dump", "--deep", file]);
  expect(code).toBe(0);
  expect(stdout.replaceAll(/0x[0-9a-f]{8}/g, "0xCRC")).toBe(
    [
      "batch at 0  v2, offsets 0–1 (2 records), 92 bytes, uncompressed, CRC 0xCRC ok",
      "  1970-01-01T00:00:01.001Z (CreateTime), leader epoch -1, no producer id",
      '  0  1970-01-01T00:00:01.000Z  key "key 0"  value "a\\u001b[31m"',
      '  1  1970-01-01T00:00:01.001Z  key "key 1"  value "b"',
      `${file}: 1 batch, 2 records, 92 bytes, no corruption`,
      "",
    ].join("\n"),
  );
});

test("--header-bytes shows each field's bytes", async () => {
  const { stdout } = await runMain(["dump", "--header-bytes", segment(batch(["a"]), batch(["b"], { magic: 1 }))]);
  expect(stdout).toContain("  00 00 00 00 00 00 00 00  # baseOffset\n");
  expect(stdout).toContain("  02                       # magic\n");
  expect(stdout).toContain("  00 00 00 00 00 00 03 e8  # timestamp\n");
});

test("hex and base64 on the command line, bytes on standard input", async () => {
  const bytes = batch(["a"]);
  const summary = /1 batch, 1 record, \d+ bytes, no corruption/;
  expect((await runMain(["dump", "--hex", bytes.toString("hex")])).stdout).toMatch(summary);
  expect((await runMain(["dump", "--base64", bytes.toString("base64")])).stdout).toMatch(summary);
  const piped = await ktool(["dump", "-"], { stdin: bytes });
  expect(piped).toMatchObject({ code: 0, stdout: expect.stringMatching(summary) });
});

test("a wrong CRC is named with the byte where its batch begins; the batches after it are read", async () => {
  const [first, second, third] = [batch(["a"]), batch(["bbbb"]), batch(["c"])];
  second[second.length - 3]! ^= 1;
  const { code, stdout, stderr } = await runMain(["dump", segment(first, second, third)]);
  expect(code).toBe(1);
  expect(stdout).toContain(`CORRUPT at byte ${first.length}: `);
  expect(stdout).toContain("3 batches, 3 records");
  expect(stderr).toMatch(new RegExp(`^ktool: .*: corrupt at byte ${first.length}: .*CRC`));
});

test("damaged records behind a good header are named too", async () => {
  const bytes = batch(["value"], { compression: "gzip" });
  bytes.fill(0xff, 70);
  const { code, stderr } = await runMain(["dump", "--deep", segment(batch(["a"]), bytes)]);
  expect(code).toBe(1);
  expect(stderr).toContain(`corrupt at byte ${batch(["a"]).length}`);
});

test("an early end is damage in a segment, and none in a fetched buffer", async () => {
  const whole = batch(["a"]);
  const file = segment(whole, whole.subarray(0, 30));
  const strict = await runMain(["dump", file]);
  expect(strict.code).toBe(1);
  expect(strict.stderr).toContain(`corrupt at byte ${whole.length}: the entry ends early: 30 of ${whole.length} bytes`);
  expect(await runMain(["dump", "--allow-partial", file])).toMatchObject({ code: 0, stderr: "" });
});

test("zeros to the end are a preallocated segment", async () => {
  const { code, stdout } = await runMain(["dump", segment(batch(["a"]), Buffer.alloc(1000))]);
  expect(code).toBe(0);
  expect(stdout).toContain("1000 zero bytes to the end");
});

test("bytes that are no records", async () => {
  const { code, stderr } = await runMain(["dump", "--hex", "00".repeat(8) + "ff".repeat(30)]);
  expect(code).toBe(1);
  expect(stderr).toContain("--hex: corrupt at byte 0: an entry of length -1");
});

test("several inputs: one bad makes the exit code 1", async () => {
  const good = segment(batch(["a"]));
  const bad = segment(Buffer.from("this is no segment at all"));
  const { code, stdout } = await runMain(["dump", "--format", "json", bad, good]);
  expect(code).toBe(1);
  expect(jsonLinesOf({ code, stdout, stderr: "" }).filter(({ type }) => type === "summary")).toHaveLength(2);
});
