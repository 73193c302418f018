import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { CorruptRecordError, DecompressedSizeError, UnsupportedCodecError } from "../errors.js";
import { COMPRESSION_TYPES, type Codec } from "./codec.js";
import { readLz4Frames } from "./lz4-frame.js";
import { nativeLibrary } from "./native-library.js";
import { codecById, codecOf, compressionTypeOf, compressorOf, registerCodec } from "./registry.js";
import { createZstdCodec, fromNode, fromPackage } from "./zstd.js";
import { readZstdFrames, withContentSize } from "./zstd-frame.js";

const LIMIT = { magic: 2, maxDecompressedBytes: 1 << 24 } as const;

const random = Buffer.from(Array.from({ length: 70_000 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 24));
const inputs: Record<string, Buffer> = {
  nothing: Buffer.alloc(0),
  "one byte": Buffer.from("a"),
  text: Buffer.from("the quick brown fox ".repeat(50)),
  "more than a xerial block": Buffer.from("jumps over the lazy dog ".repeat(5000)),
  zeros: Buffer.alloc(1_000_000),
  "what does not compress": random,
};

const codecs: Record<string, Codec> = {
  gzip: codecOf("gzip"),
  snappy: codecOf("snappy"),
  lz4: codecOf("lz4"),
  zstd: codecOf("zstd"),
  "zstd by the package": createZstdCodec(fromPackage),
};
const node = fromNode();
if (node !== undefined) codecs["zstd by node:zlib"] = createZstdCodec(() => node);

describe.each(Object.entries(codecs))("%s", (_, codec) => {
  test.each(Object.entries(inputs))("%s, sync and async", async (_, input) => {
    for (const magic of [0, 1, 2] as const) {
      const options = { ...LIMIT, magic };
      const sync = codec.compress(input, { magic });
      const async = await codec.compressAsync(input, { magic });
      for (const compressed of [sync, async]) {
        expect(Buffer.from(codec.decompress(compressed, options)).equals(input)).toBe(true);
        expect(Buffer.from(await codec.decompressAsync(compressed, options)).equals(input)).toBe(true);
      }
    }
  });

  test("takes Uint8Arrays that start in the middle of their memory", () => {
    const memory = new Uint8Array(200).fill(7);
    const compressed = codec.compress(memory.subarray(50, 150), { magic: 2 });
    const shifted = new Uint8Array(compressed.length + 3);
    shifted.set(compressed, 3);
    expect([...codec.decompress(shifted.subarray(3), LIMIT)]).toEqual(Array(100).fill(7));
  });

  test("stops at maxDecompressedBytes, and not before", async () => {
    const bomb = codec.compress(Buffer.alloc(20_000_000), { magic: 2 });
    const exact = { magic: 2, maxDecompressedBytes: 20_000_000 } as const;
    expect(codec.decompress(bomb, exact)).toHaveLength(20_000_000);
    for (const maxDecompressedBytes of [0, 1, 1_000_000, 19_999_999]) {
      const options = { magic: 2, maxDecompressedBytes } as const;
      expect(() => codec.decompress(bomb, options)).toThrow(DecompressedSizeError);
      await expect(codec.decompressAsync(bomb, options)).rejects.toThrow(DecompressedSizeError);
    }
  });

  test("a bomb does not get the memory first", () => {
    const bomb = codec.compress(Buffer.alloc(100_000_000), { magic: 2 });
    const before = process.memoryUsage().rss;
    expect(() => codec.decompress(bomb, { magic: 2, maxDecompressedBytes: 1_000_000 })).toThrow(DecompressedSizeError);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
  });

  test("garbage and every cut end in a typed error", async () => {
    const whole = codec.compress(inputs.text as Buffer, { magic: 2 });
    await expect(codec.decompressAsync(Buffer.from("garbage"), LIMIT)).rejects.toThrow(CorruptRecordError);
    for (let length = 0; length < whole.length; length++) {
      // xerial may end after any block, here after none.
      if (codec.type === "snappy" && length === 16) continue;
      expect(() => codec.decompress(whole.subarray(0, length), LIMIT), `${length} of ${whole.length}`).toThrow(
        CorruptRecordError,
      );
    }
  });
});

describe("levels", () => {
  test.each(["gzip", "zstd"] as const)("%s compresses more at a higher one", (type) => {
    const input = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${i % 997} ${i % 31} `).join(""));
    const at = (level: number) => codecOf(type).compress(input, { magic: 2, level }).length;
    expect(at(9)).toBeLessThan(at(1));
  });

  test("one out of range is refused before anything is compressed", () => {
    expect(() => compressorOf("gzip", 2, 10)).toThrow("gzip: level 10 is not a whole number from -1 to 9");
    expect(() => compressorOf("zstd", 2, 23)).toThrow(UnsupportedCodecError);
    expect(() => compressorOf("zstd", 2, 2.5)).toThrow(UnsupportedCodecError);
    expect(compressorOf("snappy", 2, 99)?.options).toEqual({ magic: 2 });
  });

  test("zstd is refused before magic 2", () => {
    expect(() => compressorOf("zstd", 1, undefined)).toThrow("zstd needs magic 2, and this is magic 1");
  });
});

describe("gzip", () => {
  test("members may be concatenated", () => {
    const two = Buffer.concat([gzipSync("one "), gzipSync("two")]);
    expect(String(codecOf("gzip").decompress(two, LIMIT))).toBe("one two");
  });
});

describe("snappy", () => {
  const { compress, decompress } = codecOf("snappy");
  const framed = Buffer.from(compress(Buffer.from("SNAPPY".repeat(10)), { magic: 2 }));

  test("writes xerial's header and blocks of 32 KiB", () => {
    const bytes = Buffer.from(compress(Buffer.alloc(70_000), { magic: 2 }));
    expect(bytes.toString("hex", 0, 16)).toBe("82534e41505059000000000100000001");
    let blocks = 0;
    for (let at = 16; at < bytes.length; at += 4 + bytes.readInt32BE(at)) blocks++;
    expect(blocks).toBe(3);
  });

  test("reads raw blocks", () => {
    expect(String(decompress(framed.subarray(20), LIMIT))).toBe("SNAPPY".repeat(10));
  });

  test("reads xerial's framing with its integers the other way round, wholly or only in the header", () => {
    const header = Buffer.from("82534e41505059000100000001000000", "hex");
    const length = Buffer.alloc(4);
    length.writeInt32LE(framed.length - 20);
    expect(String(decompress(Buffer.concat([header, length, framed.subarray(20)]), LIMIT))).toBe("SNAPPY".repeat(10));
    expect(String(decompress(Buffer.concat([header, framed.subarray(16)]), LIMIT))).toBe("SNAPPY".repeat(10));
  });

  test("does not believe a declared length that the block cannot hold", () => {
    // 4 GiB - 1, which the library would allocate.
    expect(() => decompress(Buffer.from("ffffffff0f00000000", "hex"), LIMIT)).toThrow(/says that it holds 4294967295/);
  });

  test("block lengths that do not add up", () => {
    const broken = Buffer.from(framed);
    broken.writeInt32BE(framed.length, 16);
    expect(() => decompress(broken, LIMIT)).toThrow(/do not add up/);
    broken.writeInt32BE(-1, 16);
    expect(() => decompress(broken, LIMIT)).toThrow(CorruptRecordError);
  });
});

describe("lz4", () => {
  const { compress, decompress } = codecOf("lz4");
  const text = Buffer.from("independent or linked ".repeat(20_000));

  test("writes independent blocks and the header checksum of each magic", () => {
    expect(Buffer.from(compress(Buffer.from("x"), { magic: 1 })).toString("hex", 0, 7)).toBe("04224d18604082");
    expect(Buffer.from(compress(Buffer.from("x"), { magic: 0 })).toString("hex", 0, 7)).toBe("04224d1860401a");
  });

  test("magic 0 takes either header checksum, later ones only the right one", () => {
    const broken = compress(text, { magic: 0 });
    const right = compress(text, { magic: 2 });
    expect(Buffer.from(decompress(right, { ...LIMIT, magic: 0 })).equals(text)).toBe(true);
    expect(() => decompress(broken, { ...LIMIT, magic: 1 })).toThrow(CorruptRecordError);
  });

  test("reads linked blocks", () => {
    // Built by hand: block 2 copies from block 1, which only linked blocks may.
    const frame = Buffer.concat([
      Buffer.from("04224d184040c0", "hex"),
      Buffer.from("09000080", "hex"),
      Buffer.from("ABCDEFGHI"),
      // token: 0 literals, match 4 + 2; offset 9; then 5 literals, as a block has to end
      Buffer.from("09000000", "hex"),
      Buffer.from([0x02, 0x09, 0x00, 0x50, ...Buffer.from("vwxyz")]),
      Buffer.from("00000000", "hex"),
    ]);
    expect(String(decompress(frame, LIMIT))).toBe("ABCDEFGHIABCDEFvwxyz");
  });

  test("frames may be concatenated", () => {
    const one = compress(Buffer.from("one "), { magic: 2 });
    const two = compress(Buffer.from("two"), { magic: 2 });
    expect(String(decompress(Buffer.concat([one, two]), LIMIT))).toBe("one two");
  });

  test.each([
    ["version 0", "04224d1820408200000000"],
    ["a reserved bit", "04224d1862408200000000"],
    ["a dictionary", "04224d1861408200000000"],
    ["block size 3", "04224d1860308200000000"],
    ["no end mark", "04224d18604082"],
    ["a block beyond the end", "04224d18604082ff000000"],
    ["a content checksum cut off", "04224d186440a700000000"],
    ["another magic", "05224d18604082000000"],
  ])("refuses %s", (_, hex) => {
    expect(() => decompress(Buffer.from(hex, "hex"), LIMIT)).toThrow(CorruptRecordError);
  });

  test("a declared content size beyond the limit ends it at once", () => {
    const frame = Buffer.from("04224d18684000000000010000000000000000", "hex");
    expect(() => decompress(frame, LIMIT)).toThrow(DecompressedSizeError);
  });

  test("bounds blocks by 255 times their size and by the frame's largest block", () => {
    const frame = Buffer.concat([
      Buffer.from("04224d18604082", "hex"),
      Buffer.from("0a000000", "hex"),
      Buffer.alloc(10),
      Buffer.from("e8030000", "hex"),
      Buffer.alloc(1000),
      Buffer.from("05000080", "hex"),
      Buffer.alloc(5),
      Buffer.from("00000000", "hex"),
    ]);
    expect(readLz4Frames(frame)).toMatchObject([{ bound: 2550 + 65_536 + 5, contentSize: undefined }]);
  });
});

describe("zstd", () => {
  const { compress, decompress } = codecOf("zstd");

  test("frames may be concatenated, with skippable ones between", () => {
    const bytes = Buffer.concat([
      compress(Buffer.from("one "), { magic: 2 }),
      Buffer.from("502a4d18030000000a0b0c", "hex"),
      compress(Buffer.from("two"), { magic: 2 }),
    ]);
    expect(String(decompress(bytes, LIMIT))).toBe("one two");
  });

  test.each([
    ["another magic", "29b52ffd2000010000"],
    ["a reserved bit", "28b52ffd2800010000"],
    ["a block of the reserved type", "28b52ffd2000070000"],
    ["a stored block beyond 128 KiB", "28b52ffd2000ffffff"],
    ["a header cut off", "28b52ffdc000"],
    ["no last block", "28b52ffd2000000000"],
    ["a skippable frame cut off", "502a4d18ff00000000"],
  ])("refuses %s", (_, hex) => {
    expect(() => decompress(Buffer.from(hex, "hex"), LIMIT)).toThrow(CorruptRecordError);
  });

  test("a bomb that does not say what is in it is not even begun, whatever the library", () => {
    // 10,000 blocks of one byte repeated 128 KiB, 4 bytes each: 40 KB for 1.3 GB.
    const block = Buffer.from([0x02, 0x00, 0x10, 0x61]);
    const last = Buffer.from([0x03, 0x00, 0x10, 0x61]);
    const bomb = Buffer.concat([Buffer.from("28b52ffd0058", "hex"), ...Array(9999).fill(block), last]);
    expect(readZstdFrames(bomb)).toMatchObject([{ bound: 10_000 * 131_072, contentSize: undefined }]);
    const never = () => {
      throw new Error("decompressed");
    };
    const library = { compress: never, compressAsync: never, decompress: never, decompressAsync: never };
    expect(() => createZstdCodec(() => library).decompress(bomb, LIMIT)).toThrow(DecompressedSizeError);
    expect(() => decompress(bomb, LIMIT)).toThrow(DecompressedSizeError);
  });

  test("frames say how much is in them", () => {
    for (const size of [1, 1000, 300_000]) {
      expect(readZstdFrames(Buffer.from(compress(Buffer.alloc(size), { magic: 2 })))).toMatchObject([
        { contentSize: size },
      ]);
    }
    const sized = Buffer.from("28b52ffd2005", "hex");
    expect(withContentSize(sized, 5)).toBe(sized);
  });

  test.each([
    ["28b52ffd2005", 5],
    ["28b52ffd60ff00", 511],
    ["28b52ffda000000100", 65_536],
    ["28b52ffde00000000000000100", 2 ** 48],
    ["28b52ffd0058", undefined],
  ])("reads the content size of %s", (header, contentSize) => {
    const frame = Buffer.concat([Buffer.from(header, "hex"), Buffer.from("010000", "hex")]);
    expect(readZstdFrames(frame)).toMatchObject([{ contentSize, bound: 0 }]);
  });
});

describe("registry", () => {
  test("names and ids", () => {
    expect(COMPRESSION_TYPES.map((_, id) => compressionTypeOf(id))).toEqual(["none", "gzip", "snappy", "lz4", "zstd"]);
    for (const type of ["gzip", "snappy", "lz4", "zstd"] as const) expect(codecById(codecOf(type).id).type).toBe(type);
    expect(() => codecById(5)).toThrow(UnsupportedCodecError);
    expect(() => compressionTypeOf(7)).toThrow(UnsupportedCodecError);
    expect(() => codecOf("brotli" as never)).toThrow(/unknown compression "brotli"/);
  });

  test("a codec can be replaced, and put back", () => {
    const mine: Codec = { ...codecOf("gzip"), compress: () => Buffer.from("mine") };
    const before = registerCodec(mine);
    expect(String(codecOf("gzip").compress(Buffer.from("x"), { magic: 2 }))).toBe("mine");
    registerCodec(before as Codec);
    expect(codecOf("gzip")).toBe(before);
    expect(() => registerCodec({ ...mine, id: 7 })).toThrow(UnsupportedCodecError);
  });

  test("a missing library says what to install", () => {
    expect(() => nativeLibrary("no-such-codec", "lz4")()).toThrow(/npm install no-such-codec/);
    expect(() => nativeLibrary("no-such-codec", "lz4")()).toThrow(UnsupportedCodecError);
  });
});
