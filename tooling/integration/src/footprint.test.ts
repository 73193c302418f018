import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { footprintOf } from "./footprint.js";

test("nothing done, nothing left", async () => {
  const footprint = await footprintOf(() => sleep(300));
  expect(footprint).toMatchObject({ connections: 0, left: [] });
  expect(footprint.cpuShare).toBeLessThan(0.5);
});

test("a timer, a socket and a busy loop are seen", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  let kept: ReturnType<typeof setTimeout> | undefined;
  let opened: Socket | undefined;
  const startedAt = performance.now();
  const footprint = await footprintOf(async () => {
    kept = setTimeout(() => {}, 60_000);
    opened = connect((server.address() as AddressInfo).port, "127.0.0.1");
    await once(opened, "connect");
    for (let i = 0; i < 6; i++) {
      const before = process.cpuUsage().user;
      while (process.cpuUsage().user - before < 50_000);
      await sleep(1);
    }
  });
  const atMostMs = performance.now() - startedAt;
  clearTimeout(kept);
  opened?.destroy();
  server.close();
  expect(footprint.connections).toBe(1);
  expect(footprint.left).toContain("Timeout");
  expect(footprint.left.some((kind) => kind.startsWith("TCP"))).toBe(true);
  expect(footprint.cpuShare * atMostMs).toBeGreaterThan(290);
  expect(footprint.loopDelayMs).toBeGreaterThan(30);
});
