import { expect } from "vitest";
import { int8, message, unknownTaggedFields } from "../../src/schema/index.js";
import { MalformedError, Reader, Writer } from "../../src/wire/index.js";
import { describeVectors } from "./vectors.js";

/** A fact from the unit tests of Kafka's clients. */
interface Entry {
  readonly name: string;
  readonly input: any;
  readonly expected: any;
}

const reader = (hex: string) => new Reader(Buffer.from(hex, "hex"));
const written = (write: (writer: Writer) => void) => {
  const writer = new Writer();
  write(writer);
  return Buffer.from(writer.finish()).toString("hex");
};
const titled = (pattern: RegExp) => ({
  takes: ({ name }: Entry) => pattern.test(name),
  title: ({ name, input }: Entry) => `${name} ${JSON.stringify(input)}`,
});

describeVectors<Entry>("java.json", (text) => JSON.parse(text), [
  {
    ...titled(/^unsignedVarint$/),
    check({ input, expected }) {
      expect(written((w) => w.unsignedVarint(Number(input) >>> 0))).toBe(expected);
      expect(reader(expected).unsignedVarint()).toBe(Number(input) >>> 0);
    },
  },
  {
    ...titled(/^varint \(/),
    check({ input, expected }) {
      expect(written((w) => w.varint(Number(input)))).toBe(expected);
      expect(reader(expected).varint()).toBe(Number(input));
    },
  },
  {
    ...titled(/^varlong \(/),
    check({ input, expected }) {
      expect(written((w) => w.varlong(BigInt(input)))).toBe(expected);
      expect(reader(expected).varlong()).toBe(BigInt(input));
    },
  },
  {
    ...titled(/^float64/),
    check({ input, expected }) {
      const read = reader(expected).float64();
      if (!Number.isNaN(read)) expect(written((w) => w.float64(read))).toBe(expected);
      if (!Number.isNaN(Number(input))) expect(read).toBe(Number(input));
    },
  },
  {
    ...titled(/^readVar(int|long) invalid/),
    check({ name, input }) {
      expect(() => (name.includes("int ") ? reader(input).varint() : reader(input).varlong())).toThrow(MalformedError);
    },
  },
  {
    ...titled(/^raw tagged fields body/),
    check({ input, expected }) {
      const codec = message({ name: "T", versions: "0", flexible: "0+", fields: { a: int8 } }).codec(0);
      const kept = input.map(([tag, value]: [number, string]) => ({ tag, value: Buffer.from(value, "hex") }));
      const hex = `01${input.length.toString(16).padStart(2, "0")}${expected}`;
      expect(written((w) => codec.write(w, { a: 1, [unknownTaggedFields]: kept } as any))).toBe(hex);
      const read = codec.read(new Reader(Buffer.from(hex, "hex"), { keepUnknownTags: true }));
      expect((read as any)[unknownTaggedFields]).toEqual(kept);
    },
  },
  {
    ...titled(/^raw tagged fields order/),
    check() {
      const codec = message({ name: "T", versions: "0", flexible: "0+", fields: {} }).codec(0);
      expect(() => codec.read(reader("03050002000700"))).toThrow("tagged field 2 follows 5");
    },
  },
  { takes: () => true, skip: "about records, SCRAM, partitioning and other things above this package" },
]);
