import { describe, expect, test } from "vitest";
import { BufferMemory } from "./buffer-memory.js";

describe("BufferMemory", () => {
  test("gives out exactly what there is", () => {
    const memory = new BufferMemory(100, 16);
    expect(memory.tryTake(60)).toBe(true);
    expect(memory.tryTake(41)).toBe(false);
    expect(memory.availableBytes).toBe(40);
    expect(memory.tryTake(40)).toBe(true);
    expect(memory.availableBytes).toBe(0);
    memory.give(100);
    expect(memory.availableBytes).toBe(100);
  });

  test("reuses buffers of the usual size and no others", () => {
    const memory = new BufferMemory(100, 16);
    const usual = memory.allocate(16);
    const odd = memory.allocate(17);
    memory.recycle(usual);
    memory.recycle(odd);
    expect(memory.allocate(17)).not.toBe(odd);
    expect(memory.allocate(16)).toBe(usual);
    expect(memory.allocate(16)).not.toBe(usual);
  });

  test("keeps no more for reuse than is free", () => {
    const memory = new BufferMemory(100, 16);
    expect(memory.tryTake(96)).toBe(true);
    const buffers = Array.from({ length: 6 }, () => memory.allocate(16));
    for (const buffer of buffers) memory.recycle(buffer);
    memory.give(96);
    expect(memory.tryTake(60)).toBe(true);
    memory.allocate(60);
    // 40 bytes are free: two buffers of 16.
    expect(buffers).toContain(memory.allocate(16));
    expect(buffers).toContain(memory.allocate(16));
    expect(buffers).not.toContain(memory.allocate(16));
  });
});
