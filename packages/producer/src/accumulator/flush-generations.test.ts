import { describe, expect, test } from "vitest";
import { FlushGenerations } from "./flush-generations.js";

async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  return settled;
}

describe("FlushGenerations", () => {
  test("a flush with nothing unsettled is over at once", async () => {
    expect(await isSettled(new FlushGenerations().flush())).toBe(true);
  });

  test("a flush waits for everything that was there before it", async () => {
    const generations = new FlushGenerations();
    const first = generations.enter();
    const second = generations.enter();
    const flushed = generations.flush();
    generations.leave(first);
    expect(await isSettled(flushed)).toBe(false);
    generations.leave(second);
    expect(await isSettled(flushed)).toBe(true);
  });

  test("a flush is not held up by what comes after it", async () => {
    const generations = new FlushGenerations();
    const before = generations.enter();
    const flushed = generations.flush();
    generations.enter();
    generations.leave(before);
    expect(await isSettled(flushed)).toBe(true);
  });

  test("a second flush waits for both generations", async () => {
    const generations = new FlushGenerations();
    const first = generations.enter();
    void generations.flush();
    const second = generations.enter();
    const flushed = generations.flush();
    generations.leave(second);
    expect(await isSettled(flushed)).toBe(false);
    generations.leave(first);
    expect(await isSettled(flushed)).toBe(true);
  });

  test("pieces of a split batch belong to the batch's generation", async () => {
    const generations = new FlushGenerations();
    const batch = generations.enter();
    const flushed = generations.flush();
    generations.enterAt(batch);
    generations.leave(batch);
    expect(await isSettled(flushed)).toBe(false);
    generations.leave(batch);
    expect(await isSettled(flushed)).toBe(true);
  });

  test("only generations that a flush waits for are hurried", () => {
    const generations = new FlushGenerations();
    const before = generations.enter();
    expect(generations.isFlushing(before)).toBe(false);
    void generations.flush();
    const after = generations.enter();
    expect(generations.isFlushing(before)).toBe(true);
    expect(generations.isFlushing(after)).toBe(false);
  });

  test("a batch that takes in an older send becomes as old", async () => {
    const generations = new FlushGenerations();
    const waitingSend = generations.enter();
    const flushed = generations.flush();
    const batch = generations.age(generations.enter(), waitingSend);
    generations.leave(waitingSend);
    expect(await isSettled(flushed)).toBe(false);
    generations.leave(batch);
    expect(await isSettled(flushed)).toBe(true);
  });
});
