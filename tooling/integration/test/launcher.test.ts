import { connect } from "node:net";
import { parseDump } from "@k/kafka-tooling";
import { expect, test } from "vitest";
import { useKafka } from "../src/use-kafka.js";

const kafka = useKafka({ brokers: 3, proxied: true });

test("three brokers serve, a killed one comes back on its port with its data", async () => {
  const { brokers, bootstrapServers, classes } = kafka();
  expect(brokers.map(({ id }) => id)).toEqual([1, 2, 3]);
  await kafka().createTopic("t", { partitions: 3, replicationFactor: 3 });
  const produce = (line: string): Promise<unknown> =>
    kafka().runTool(classes.consoleProducer, ["--bootstrap-server", bootstrapServers, "--topic", "t"], {
      input: `${line}\n`,
    });
  await produce("before");

  const [first] = brokers;
  await first!.stop("SIGKILL");
  expect(await isOpen(first!.port)).toBe(false);
  await first!.start();
  expect(await isOpen(first!.port)).toBe(true);
  await produce("after");
  expect((await kafka().consoleConsume("t", { maxMessages: 2 })).sort()).toEqual(["after", "before"]);

  const dumps = await Promise.all([0, 1, 2].map((partition) => kafka().dumpLog("t", partition, { broker: 2 })));
  expect(dumps.flatMap((dump) => parseDump(dump)).every(({ valid, magic }) => valid && magic === 2)).toBe(true);
});

test("a paused broker is up and says nothing, a resumed one answers", async () => {
  const [, second] = kafka().brokers;
  second!.pause();
  try {
    expect(second!.isRunning()).toBe(true);
    expect(await answers(second!.port, 1_000)).toBe(false);
  } finally {
    second!.resume();
  }
  await expect.poll(() => answers(second!.port, 1_000), { timeout: 20_000 }).toBe(true);
});

test("the proxied listener advertises a port that is free for the proxy", async () => {
  for (const broker of kafka().brokers) {
    const advertised = Number(broker.address("PROXIED").split(":")[1]);
    expect(advertised).not.toBe(broker.boundPort("PROXIED"));
    expect(await isOpen(advertised)).toBe(false);
    expect(await isOpen(broker.boundPort("PROXIED"))).toBe(true);
  }
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** ApiVersions v0, correlation id 1, no client id. */
const request = Buffer.from("0000000a" + "0012" + "0000" + "00000001" + "ffff", "hex");

function answers(port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once("error", () => end(false));
    socket.once("data", () => end(true));
  });
}
