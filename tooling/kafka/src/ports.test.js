import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePorts } from "./ports.js";

test("ports are different, below the ephemeral range, and can be listened on", async () => {
  const ports = [...(await freePorts(5)), ...(await freePorts(5))];
  expect(new Set(ports).size).toBe(10);
  for (const port of ports) {
    expect(port).toBeLessThan(32_768);
    const server = createServer();
    await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
    await new Promise((resolve) => server.close(resolve));
  }
});
