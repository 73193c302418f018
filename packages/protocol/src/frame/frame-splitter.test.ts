import fc from "fast-check";
import { expect, test } from "vitest";
import { MalformedError } from "../wire/index.js";
import { FrameSplitter } from "./index.js";

const framed = (...payloads: Uint8Array[]) =>
  Buffer.concat(payloads.flatMap((payload) => [Buffer.from([0, 0, payload.length >> 8, payload.length]), payload]));
const bytes = (...values: number[]) => Uint8Array.from(values);
const splitter = () => new FrameSplitter({ maxFrameBytes: 1000 });

test("frames that arrive whole are views of the chunk", () => {
  const chunk = framed(bytes(1, 2), bytes(), bytes(3));
  const frames = splitter().push(chunk);
  expect(frames.map((frame) => [...frame])).toEqual([[1, 2], [], [3]]);
  expect(frames[0]!.buffer).toBe(chunk.buffer);
});

test("any way of cutting the stream gives the same frames", () => {
  const payload = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.array(payload, { maxLength: 6 }), fc.array(fc.nat(2000), { maxLength: 10 }), (payloads, cuts) => {
      const stream = framed(...payloads);
      const split = splitter();
      const frames: Uint8Array[] = [];
      let at = 0;
      for (const cut of [...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length]) {
        frames.push(...split.push(stream.subarray(at, cut)));
        at = cut;
      }
      expect(frames.map((frame) => [...frame])).toEqual(payloads.map((p) => [...p]));
      expect(split.pendingBytes).toBe(0);
    }),
  );
});

test("counts what is pending, size prefix included", () => {
  const split = splitter();
  expect(split.push(bytes(0, 0))).toEqual([]);
  expect(split.pendingBytes).toBe(2);
  split.push(bytes(0, 5, 1, 2));
  expect(split.pendingBytes).toBe(6);
  expect(split.push(bytes(3, 4, 5))).toHaveLength(1);
  expect(split.pendingBytes).toBe(0);
});

test("a frame from pieces is a copy: the chunks may be used again", () => {
  const split = splitter();
  const chunk = bytes(0, 0, 0, 2, 7);
  split.push(chunk);
  chunk.fill(9);
  expect([...split.push(bytes(8))[0]!]).toEqual([7, 8]);
});

test("more than the limit, or less than nothing, is malformed at once", () => {
  expect(() => splitter().push(bytes(0, 0, 3, 0xe9))).toThrow(
    "a frame of 1001 bytes is announced, more than the limit of 1000",
  );
  expect(splitter().push(bytes(0, 0, 3, 0xe8))).toEqual([]);
  expect(() => splitter().push(bytes(0xff, 0xff, 0xff, 0xff))).toThrow(MalformedError);
  // What a broker with TLS answers to plain text: a TLS alert.
  expect(() => new FrameSplitter({ maxFrameBytes: 100 << 20 }).push(bytes(0x15, 3, 3, 0, 2))).toThrow(
    /352518912 bytes/,
  );
});

test("a size that is announced and not sent takes half a mebibyte", () => {
  const split = new FrameSplitter({ maxFrameBytes: 0x7fffffff });
  const chunk = Buffer.from([0x7f, 0, 0, 0, 1, 2, 3]);
  const before = process.memoryUsage().arrayBuffers;
  split.push(chunk);
  const grown = process.memoryUsage().arrayBuffers - before;
  expect(grown).toBeLessThanOrEqual(1 << 19);
});

test.each([1 << 20, 3 << 20, 10_000_000])(
  "a frame of %i bytes in pieces is whole, in memory of its own size",
  (size) => {
    const stream = Buffer.alloc(4 + size, "kafka");
    stream.writeInt32BE(size);
    const split = new FrameSplitter({ maxFrameBytes: size });
    const frames: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += 65_536) frames.push(...split.push(stream.subarray(at, at + 65_536)));
    expect(frames).toHaveLength(1);
    expect(Buffer.compare(frames[0]!, stream.subarray(4))).toBe(0);
    expect(frames[0]!.buffer.byteLength).toBe(size);
  },
);
