import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DevCluster } from "@k/dev-broker";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jsonLinesOf, ktool, startKtool } from "./ktool.js";

let cluster: DevCluster;
let server: readonly string[];
const folder = mkdtempSync(join(tmpdir(), "ktool-test-"));

beforeAll(async () => {
  cluster = await DevCluster.start({ brokers: 2 });
  server = ["--bootstrap-server", cluster.bootstrapServers.join(",")];
});
afterAll(async () => {
  await cluster.close();
  rmSync(folder, { recursive: true });
});

const textOf = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString());

test("lines of standard input become values", async () => {
  cluster.createTopic("plain");
  const { code, stdout, stderr } = await ktool(["produce", ...server, "--topic", "plain"], {
    stdin: "one\ntwo\n\nfour",
  });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^acknowledged 4 of 4 records sent, 0 failed, 10 B in /);
  expect(code).toBe(0);
  const records = cluster.readRecords("plain");
  expect(records.map(({ key, value }) => [key, textOf(value)])).toEqual([
    [null, "one"],
    [null, "two"],
    [null, ""],
    [null, "four"],
  ]);
});

test("a line that is no record is named at once, not at the end of the input", async () => {
  cluster.createTopic("prompt");
  const running = startKtool(["produce", ...server, "--topic", "prompt", "--json"]);
  running.child.stdin!.write("bad\n");
  await running.stderrContains("line 1: not JSON");
  running.child.stdin!.end();
  expect((await running.finished).code).toBe(1);
});

test("with a key separator, the lines of a key keep their order in one partition; a line without it fails alone", async () => {
  cluster.createTopic("keyed", { partitions: 3 });
  const file = join(folder, "keyed.txt");
  const lines = Array.from({ length: 1000 }, (_, i) => `k${i % 7}::${i}`);
  writeFileSync(file, [...lines, "no separator"].join("\n"));
  const { code, stdout, stderr } = await ktool([
    ...["produce", ...server, "--topic", "keyed", "--file", file, "--key-separator", "::"],
  ]);
  expect(stderr).toBe('line 1,001: no key separator "::" in it\n');
  expect(stdout).toContain("acknowledged 1,000 of 1,000 records sent, 1 failed");
  expect(code).toBe(1);
  const byKey = new Map<string, number[]>();
  for (const partition of [0, 1, 2]) {
    for (const { key, value } of cluster.readRecords("keyed", partition)) {
      const name = textOf(key)!;
      byKey.set(name, [...(byKey.get(name) ?? []), Number(textOf(value))]);
    }
  }
  for (let k = 0; k < 7; k++) {
    expect(byKey.get(`k${k}`)).toEqual(lines.map((_, i) => i).filter((i) => i % 7 === k));
  }
});

test("what consume prints as JSON, produce takes back: keys, values, headers, bytes, partitions, timestamps", async () => {
  cluster.createTopic("from", { partitions: 2 });
  cluster.createTopic("to", { partitions: 2 });
  const records = [
    {
      key: "ü",
      value: "text",
      headers: [
        { key: "a", value: "1" },
        { key: "a", value: null },
      ],
      partition: 0,
      timestamp: 17,
    },
    { key: null, value: null, headers: [], partition: 1, timestamp: 18 },
    {
      key: "",
      value: { base64: Buffer.of(0xff, 0, 0x0a).toString("base64") },
      headers: [],
      partition: 1,
      timestamp: 19,
    },
  ];
  const stdin = records.map((record) => JSON.stringify(record)).join("\n");
  expect(await ktool(["produce", ...server, "--topic", "from", "--json"], { stdin })).toMatchObject({ code: 0 });

  const args = ["--from", "earliest", "--to", "latest", "--format", "json"];
  const consumed = await ktool(["consume", ...server, "--topic", "from", ...args]);
  expect(consumed.code).toBe(0);
  expect(jsonLinesOf(consumed).sort((a, b) => a.timestamp - b.timestamp)).toEqual(
    records.map((record, i) => ({ topic: "from", offset: i === 2 ? 1 : 0, ...record })),
  );

  expect(await ktool(["produce", ...server, "--topic", "to", "--json"], { stdin: consumed.stdout })).toMatchObject({
    code: 0,
  });
  const again = await ktool(["consume", ...server, "--topic", "to", ...args]);
  const sorted = (text: string) => text.replaceAll('"topic":"to"', '"topic":"from"').split("\n").sort();
  expect(sorted(again.stdout)).toEqual(sorted(consumed.stdout));
});

test("consume reads the range it was asked for", async () => {
  cluster.createTopic("range");
  const stdin = Array.from({ length: 50 }, (_, i) => `k:${i}`).join("\n");
  await ktool(["produce", ...server, "--topic", "range", "--key-separator", ":"], { stdin });
  const consume = async (...args: string[]) => {
    const { code, stdout } = await ktool(["consume", ...server, "--topic", "range", "--partition", "0", ...args]);
    return [code, ...stdout.trim().split("\n")];
  };
  expect(await consume("--from", "47", "--to", "latest")).toEqual([0, "47", "48", "49"]);
  expect(await consume("--from", "3", "--to", "5")).toEqual([0, "3", "4"]);
  expect(await consume("--max-messages", "2")).toEqual([0, "0", "1"]);
  expect(await consume("--max-messages", "1", "--key-separator", " => ")).toEqual([0, "k => 0"]);
  expect(await consume("--from", "latest", "--to", "latest")).toEqual([0, ""]);
});

test("bytes that are no text go through text mode unharmed", async () => {
  cluster.createTopic("bytes");
  // No line ends inside: they would be records of their own.
  const line = randomBytes(5000).map((byte) => (byte === 0x0a || byte === 0x0d ? 0 : byte));
  await ktool(["produce", ...server, "--topic", "bytes"], { stdin: line });
  expect(Buffer.compare(cluster.readRecords("bytes")[0]!.value!, line)).toBe(0);
});

test("consume follows the topic until Ctrl-C, which ends it with 130", async () => {
  cluster.createTopic("followed");
  const running = startKtool(["consume", ...server, "--topic", "followed"]);
  await ktool(["produce", ...server, "--topic", "followed"], { stdin: "first" });
  await running.stdoutContains("first\n");
  await ktool(["produce", ...server, "--topic", "followed"], { stdin: "second" });
  await running.stdoutContains("second\n");
  running.child.kill("SIGINT");
  expect(await running.finished).toEqual({ code: 130, stdout: "first\nsecond\n", stderr: "" });
});

test("Ctrl-C during produce flushes and says what was acknowledged", async () => {
  cluster.createTopic("interrupted");
  // The pipe stays open: only the interruption can end it, and only a flush can beat a linger of a minute.
  const patience = ["-X", "lingerMs=60000", "-X", "batchSize=900000"];
  const running = startKtool(["produce", ...server, "--topic", "interrupted", ...patience]);
  // More than the pipe holds: when it is written, most of it was read.
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i} ${"x".repeat(100)}\n`);
  await new Promise((resolve) => running.child.stdin!.write(lines.join(""), resolve));
  running.child.kill("SIGINT");
  const { code, stdout } = await running.finished;
  const [, acknowledged, sent] =
    /^interrupted: acknowledged ([\d,]+) of ([\d,]+) records sent, 0 failed/.exec(stdout) ?? [];
  expect(acknowledged).toBe(sent);
  expect(code).toBe(130);
  const stored = cluster.readRecords("interrupted").length;
  expect(stored).toBeGreaterThan(0);
  expect(stored.toLocaleString("en-US")).toBe(acknowledged);
});

test("whoever closes the pipe early ends consume without noise", async () => {
  cluster.createTopic("piped");
  const stdin = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${"x".repeat(100)}`).join("\n");
  await ktool(["produce", ...server, "--topic", "piped"], { stdin });
  const running = startKtool(["consume", ...server, "--topic", "piped", "--to", "latest"]);
  running.child.stdout!.once("data", () => running.child.stdout!.destroy());
  const { code, stderr } = await running.finished;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});
