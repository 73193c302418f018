import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changeResponse, closeAfter, DevCluster, nth } from "@k/dev-broker";
import { Fetch, Produce } from "@k/protocol";
import { createRecordsBuilder, readRecords, setBaseOffset } from "@k/records";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ktool, startKtool } from "./ktool.js";
import { runMain } from "./run-main.js";

let cluster: DevCluster;
let server: readonly string[];
const folder = mkdtempSync(join(tmpdir(), "ktool-test-"));
const file = join(folder, "lines.txt");
const lines = Array.from({ length: 5000 }, (_, i) => `key${i % 97},${i}`);

beforeAll(async () => {
  cluster = await DevCluster.start({ brokers: 3 });
  server = ["--bootstrap-server", cluster.bootstrapServers.join(",")];
  writeFileSync(file, lines.join("\n"));
});
afterEach(() => cluster.clearFaults());
afterAll(async () => {
  await cluster.close();
  rmSync(folder, { recursive: true });
});

const args = (...more: readonly string[]) => ["round-trip", ...server, "--file", file, ...more];

test("everything sent is read back and compared; keyed over six partitions", async () => {
  const { code, stdout } = await ktool(args("--topic", "whole"));
  expect(stdout).toContain("topic whole, new, 6 partitions, on 3 brokers");
  expect(stdout).toMatch(/sent 5,000 records, .* records\/s/);
  expect(stdout).toMatch(/send to acknowledged: p50 .*, p99 .*, p99.9 .*, max /);
  expect(stdout).toMatch(/verified 5000 records\n$/);
  expect(code).toBe(0);
  const rows = stdout.split("\n").filter((line) => /^ +\d /.test(line));
  expect(rows).toHaveLength(6);
  const counts = rows.map((row) => Number(row.trim().split(/ +/)[1]!.replace(",", "")));
  expect(counts.reduce((a, b) => a + b)).toBe(5000);
  expect(counts).toEqual([0, 1, 2, 3, 4, 5].map((partition) => cluster.readRecords("whole", partition).length));
});

test("its temporary files are gone afterwards", async () => {
  const spools = () => readdirSync(tmpdir()).filter((name) => name.startsWith("ktool-round-trip-"));
  const before = spools();
  expect((await runMain(args())).code).toBe(0);
  expect(spools()).toEqual(before);
});

test("standard input, and one JSON array with a key field", async () => {
  const stdin = JSON.stringify(lines.slice(0, 100).map((value, i) => ({ value, id: { a: i % 3 } })));
  const options = ["--file", "-", "--json-array", "--key-field", "id", "--topic", "array"];
  const { code, stdout } = await runMain(["round-trip", ...server, ...options], { stdin });
  expect(stdout).toContain("verified 100 records");
  expect(code).toBe(0);
  const records = [0, 1, 2, 3, 4, 5].flatMap((partition) => cluster.readRecords("array", partition));
  expect(new Set(records.map(({ key }) => Buffer.from(key!).toString()))).toEqual(
    new Set(['{"a":0}', '{"a":1}', '{"a":2}']),
  );
});

test("in a topic with records of others, ours are found among them", async () => {
  cluster.createTopic("shared", { partitions: 2 });
  await runMain(args("--topic", "shared"));
  const { code, stdout } = await runMain(args("--topic", "shared"));
  expect(stdout).toContain("topic shared, which exists");
  expect(stdout).toContain("verified 5000 records");
  expect(code).toBe(0);
});

/** Fetch answers with other records than the log holds. */
function tamper(change: (records: { key: string; value: string }[]) => { key: string; value: string }[]) {
  cluster.intercept(
    Fetch,
    changeResponse((response) => {
      for (const { partitions } of response.responses ?? []) {
        for (const partition of partitions) {
          const bytes = Buffer.concat([partition.records ?? []].flat());
          const records = [...readRecords(bytes)];
          if (records.length === 0) continue;
          const first = records[0]!.offset;
          const text = (bytes: Uint8Array | null) => Buffer.from(bytes!).toString();
          const changed = change(records.map(({ key, value }) => ({ key: text(key), value: text(value) })));
          const builder = createRecordsBuilder({ magic: 2, sizeLimitBytes: 1 << 24 });
          for (const { key, value } of changed) builder.append(0, key, value);
          const changedBytes = builder.close();
          setBaseOffset(changedBytes, first);
          (partition as { records: Uint8Array }).records = changedBytes;
        }
      }
      return response;
    }),
  );
}

test("a changed value is a difference, named with its partition and offset", async () => {
  tamper((records) => records.with(7, { ...records[7]!, value: "tampered" }));
  const { code, stdout } = await runMain(args("--topic", "tampered"));
  expect(stdout).toMatch(/difference: tampered-\d offset 7 has another value: sent "key\d+,\d+", found "tampered"\n$/);
  expect(stdout).not.toContain("verified");
  expect(code).toBe(1);
});

test("two records of a key in the wrong order are a difference", async () => {
  tamper((records) => records.with(0, records[1]!).with(1, records[0]!));
  const { code, stdout } = await runMain(args("--topic", "disorder"));
  expect(stdout).toMatch(/difference: disorder-\d offset 0 has another key/);
  expect(code).toBe(1);
});

test("a lost answer makes no duplicate; without idempotence it makes one, and that is a difference", async () => {
  cluster.intercept(Produce, closeAfter(), { when: nth(2) });
  const idempotent = await runMain(args("--topic", "once"));
  expect(idempotent).toMatchObject({ code: 0, stdout: expect.stringContaining("verified 5000 records") });

  cluster.clearFaults();
  cluster.intercept(Produce, closeAfter(), { when: nth(2) });
  const { code, stdout } = await runMain(args("--topic", "twice", "-X", "enableIdempotence=false"));
  expect(stdout).toMatch(/difference: twice-\d/);
  expect(code).toBe(1);
});

test("lines that are no records and records that were refused make the exit code 1; the others are verified", async () => {
  const stdin = ['{"id":1}', "no JSON", `{"id":2,"text":"${"x".repeat(2_000_000)}"}`, '{"id":3}'].join("\n");
  const options = ["--file", "-", "--key-field", "id"];
  const { code, stdout, stderr } = await runMain(["round-trip", ...server, ...options], { stdin });
  expect(stderr).toContain("line 2: not JSON");
  expect(stderr).toMatch(/line 3: .*2000\d\d\d/);
  expect(stdout).toContain("verified 2 records");
  expect(code).toBe(1);
});

test("Ctrl-C flushes, says what was acknowledged, and ends with 130", async () => {
  const running = startKtool(["round-trip", ...server, "--file", "-", "--topic", "cut-short"]);
  running.child.stdin!.write(`${lines.slice(0, 1000).join("\n")}\n`);
  await running.stdoutContains("topic cut-short");
  await expect
    .poll(() => [0, 1, 2, 3, 4, 5].reduce((sum, p) => sum + cluster.readRecords("cut-short", p).length, 0))
    .toBe(1000);
  running.child.kill("SIGINT");
  const { code, stdout } = await running.finished;
  expect(stdout).toContain("interrupted: the cluster acknowledged 1,000 records");
  expect(code).toBe(130);
});
