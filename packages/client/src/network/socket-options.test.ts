import { expect, test } from "vitest";
import { resolveSocketOptions } from "./socket-options.js";

test("without options: no delay, and keep-alive after a minute", () => {
  expect(resolveSocketOptions([])).toEqual({
    settings: { noDelay: true, keepAlive: true, keepAliveInitialDelayMs: 60_000 },
    warnings: [],
  });
});

test("what Node can set is set, what it cannot is named with what to do instead", () => {
  const { settings, warnings } = resolveSocketOptions([
    ["IPPROTO_TCP", "TCP_NODELAY", 0],
    ["SOL_SOCKET", "SO_KEEPALIVE", false],
    ["IPPROTO_TCP", "TCP_KEEPIDLE", 5],
    ["SOL_SOCKET", "SO_LINGER", 1],
  ]);
  expect(settings).toEqual({ noDelay: false, keepAlive: false, keepAliveInitialDelayMs: 5_000 });
  expect(warnings).toEqual([
    "socketOptions: Node cannot set SOL_SOCKET SO_LINGER; pass a `connect` function that makes the socket",
  ]);
});
