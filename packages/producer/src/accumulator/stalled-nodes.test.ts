import { expect, test } from "vitest";
import { StalledNodes } from "./stalled-nodes.js";

test("a node is stalled once it has had work for longer than the timeout and took none", () => {
  const nodes = new StalledNodes(100);
  nodes.hasWork(1, 0);
  nodes.hasWork(1, 100);
  expect(nodes.isStalled(1)).toBe(false);
  nodes.hasWork(1, 101);
  expect(nodes.isStalled(1)).toBe(true);
  expect(nodes.isStalled(2)).toBe(false);
});

test("a node that takes work again is not stalled any more", () => {
  const nodes = new StalledNodes(100);
  nodes.hasWork(1, 0);
  nodes.hasWork(1, 500);
  nodes.takesWork(1, 501);
  expect(nodes.isStalled(1)).toBe(false);
});

test("without a timeout none is", () => {
  const nodes = new StalledNodes(0);
  nodes.hasWork(1, 0);
  nodes.hasWork(1, 1e9);
  expect(nodes.isStalled(1)).toBe(false);
});
