import { DevCluster } from "@k/dev-broker";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ktool, manifest, startKtool } from "./ktool.js";
import { runMain } from "./run-main.js";

let cluster: DevCluster;
let server: readonly string[];
beforeAll(async () => {
  cluster = await DevCluster.start({ autoCreateTopics: false });
  server = ["--bootstrap-server", cluster.bootstrapServers.join(",")];
});
afterAll(() => cluster.close());

test.each([
  [[]],
  [["produce"]],
  [["consume"]],
  [["topics"]],
  [["topics", "list"]],
  [["topics", "describe"]],
  [["topics", "create"]],
  [["dump"]],
  [["round-trip"]],
  [["dev-broker"]],
])("%j has help", async (command) => {
  const { code, stdout, stderr } = await runMain([...command, "--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain(["Usage: ktool", ...command].join(" "));
  expect(stderr).toBe("");
});

test.each<[args: readonly string[], message: string]>([
  [["fly"], "unknown command 'fly'"],
  [["produce", "--topic", "t"], "--bootstrap-server"],
  [["produce", "--bootstrap-server", "a:1"], "--topic"],
  [["consume", "--bootstrap-server", "a:1", "--topic", "t", "--from", "-3"], "Expected earliest, latest or an offset."],
  [
    ["consume", "--bootstrap-server", "a:1", "--topic", "t", "--max-messages", "0"],
    "Expected a whole number of at least 1.",
  ],
  [["consume", "--bootstrap-server", "a:1", "--topic", "t", "--format", "xml"], "Allowed choices are text, json."],
  [["produce", "--bootstrap-server", "a:b", "--topic", "t"], "a:b"],
  [["produce", "--bootstrap-server", "a:1", "--topic", "t", "-X", "lingerMs"], "expected option=value"],
  [["produce", "--bootstrap-server", "a:1", "--topic", "t", "-X", "linger.mss=3"], "did you mean linger.ms?"],
  [["produce", "--bootstrap-server", "a:1", "--topic", "t", "-X", "lingerMss=3"], "did you mean lingerMs?"],
  [["consume", "--bootstrap-server", "a:1", "--topic", "t", "-X", "lingerMss=3"], "did you mean lingerMs?"],
  [["topics", "list", "--bootstrap-server", "a:1", "-X", "requestTimeoutMss=5"], "did you mean requestTimeoutMs?"],
  [["topics", "list", "--bootstrap-server", "a:1", "-X", "acks=9"], "acks"],
  [["consume", "--bootstrap-server", "a:1", "--topic", "t", "-X", "clock=4"], "clock"],
  [["consume", "--bootstrap-server", "a:1", "--topic", "t", "-X", "connect=3"], "connect"],
  [["produce", "--bootstrap-server", "a:1", "--topic", "t", "--file", "/no/such/file"], "/no/such/file"],
  [["produce", "--bootstrap-server", "a:1", "--topic", "t", "--json", "--key-separator", ":"], "exclude each other"],
  [["dump"], "nothing to dump"],
  [["dump", "/no/such/file"], "cannot read /no/such/file"],
  [["dump", "/"], "/ is a directory"],
  [["dump", "--hex", "abc"], "expected an even number of hex digits"],
  [["dev-broker", "--topic", "a b"], "Expected a topic name"],
])("%j is wrong usage", async (args, message) => {
  const { code, stdout, stderr } = await runMain(args);
  expect(stderr).toContain(message);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});

test("the command that npm links is there before a build, and runs what was built", async () => {
  expect(manifest.bin.ktool).not.toContain("dist");
  expect(await ktool(["--version"])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

test("an error is one line, with --debug it has a stack", async () => {
  const args = ["consume", ...server, "--topic", "absent", "--to", "latest"];
  const brief = await runMain(args);
  expect(brief.code).toBe(1);
  expect(brief.stderr).toMatch(/^ktool: .*absent.*UNKNOWN_TOPIC_OR_PARTITION.*\n$/);
  const debug = await runMain([...args, "--debug"]);
  expect(debug.stderr).toMatch(/\n {4}at /);
});

test("a wrong port is one line that names it", async () => {
  const { code, stderr } = await runMain([
    ...["produce", "--bootstrap-server", "127.0.0.1:9", "--topic", "t", "-X", "max.block.ms=500"],
  ]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^ktool: .*127\.0\.0\.1:9.*\n$/);
});

test("topics are created, listed and described", async () => {
  const created = await runMain([
    "topics",
    "create",
    "orders",
    ...server,
    "--partitions",
    "2",
    "--config",
    "retention.ms=1000",
  ]);
  expect(created).toEqual({ code: 0, stdout: "created orders: partitions 2, replication factor 1\n", stderr: "" });
  const again = await runMain(["topics", "create", "orders", ...server]);
  expect(again.code).toBe(1);
  expect(again.stderr).toMatch(/^ktool: create topic orders: TOPIC_ALREADY_EXISTS/);
  expect((await runMain(["topics", "list", ...server])).stdout).toMatch(
    /^topic +partitions +replicas\norders +2 +1\n$/,
  );
  const described = await runMain(["topics", "describe", "orders", ...server]);
  expect(described.code).toBe(0);
  expect(described.stdout.split("\n")).toHaveLength(1 + 1 + 2 + 1);
});

test("dev-broker prints its address and serves until Ctrl-C", async () => {
  const broker = startKtool(["dev-broker", "--brokers", "2", "--topic", "ready:4"]);
  const address = (await broker.stdoutContains("\n")).trim();
  expect((await ktool(["topics", "list", "--bootstrap-server", address])).stdout).toMatch(/ready +4 +2/);
  broker.child.kill("SIGINT");
  const { code, stdout } = await broker.finished;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^127\.0\.0\.1:\d+,127\.0\.0\.1:\d+\n$/);
});
