import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { DevCluster } from "@k/dev-broker";
import { expect, onTestFinished, test } from "vitest";

async function listening(port: number): Promise<Server | undefined> {
  const server = createServer();
  const opened = once(server.listen(port, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return opened.then(
    () => server,
    () => undefined,
  );
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Two ports next to each other: the first one free, the second one taken. */
async function freeThenTaken(): Promise<number> {
  for (;;) {
    const first = (await listening(0))!;
    const taken = await listening(portOf(first) + 1);
    const port = portOf(first);
    first.close();
    await once(first, "close");
    if (taken !== undefined) return port;
  }
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const open = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return open;
}

test("a cluster that finds a port taken closes those that it has opened", async () => {
  const port = await freeThenTaken();
  await expect(DevCluster.start({ brokers: 3, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  expect(await isOpen(port)).toBe(false);
});

test("a port beyond the last one leaves nothing open", async () => {
  if (await isOpen(65_535)) return;
  await expect(DevCluster.start({ brokers: 2, port: 65_535 })).rejects.toThrow("65536");
  expect(await isOpen(65_535)).toBe(false);
});

test("a broker that cannot listen is no part of the cluster", async () => {
  const cluster = await DevCluster.start({ brokers: 2 });
  onTestFinished(() => cluster.close());
  await expect(cluster.addBroker({ port: cluster.brokers[0]!.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  expect(cluster.brokers.map(({ id }) => id)).toEqual([0, 1]);
  expect((await cluster.addBroker()).id).toBe(2);
});

test.each([
  [{ broker: 3 }, /no option broker/],
  [{ transport: "udp" }, /transport: udp/],
  [{ defaultPartitions: 0 }, /defaultPartitions: 0/],
  [{ version: "5.5" }, /version 5.5/],
])("%j is a mistake that is told", async (options, message) => {
  await expect(DevCluster.start(options as never)).rejects.toThrow(message);
});
