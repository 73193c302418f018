import { expect } from "vitest";
import {
  apiByKey,
  apis,
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  FrameSplitter,
  RequestHeader,
} from "../../src/index.js";
import {
  array,
  boolean,
  bytes,
  float64,
  int8,
  int16,
  int32,
  int64,
  message,
  string,
  struct,
  uint16,
  unknownTaggedFields,
} from "../../src/schema/index.js";
import { KafkaProtocolError, Reader, Writer } from "../../src/wire/index.js";
import { describeVectors } from "./vectors.js";

/** A fact from kafka-python 1.4.3 or its head. */
interface Entry {
  readonly name: string;
  readonly area: string;
  readonly input: any;
  readonly bytes_hex: string;
  readonly expected: any;
}

const GROUP_MEMBERSHIP = /JoinGroup|SyncGroup|Heartbeat|OffsetCommit|LeaveGroup|DescribeTopicPartitions/;
const scalars: Record<string, any> = {
  Int8: int8,
  Int16: int16,
  UnsignedInt16: uint16,
  Int32: int32,
  Int64: int64,
  Float64: float64,
  Boolean: boolean,
  String: string.nullable(),
  Bytes: bytes.nullable(),
  "Array(Int32)": array(int32).nullable(),
  CompactString: string.nullable(),
  CompactBytes: bytes.nullable(),
  "CompactArray(CompactString)": array(string).nullable(),
};

const titled = (takes: (entry: Entry) => boolean) => ({
  takes,
  title: ({ name }: Entry) => name,
});
const hexOf = (chunks: Uint8Array[]) => Buffer.concat(chunks).toString("hex");

describeVectors<Entry>("kafka-python.json", (text) => JSON.parse(text, revive), [
  { takes: ({ name }) => GROUP_MEMBERSHIP.test(name), skip: "of APIs that are not ours" },
  { takes: ({ name }) => name === "FetchResponse v0 with partial message sets", skip: "misaligned in its source" },
  { takes: ({ name }) => name.startsWith("BitField"), skip: "of another representation (bit sets are integers here)" },
  {
    ...titled(({ area, name }) => area === "varint" && name.startsWith("UnsignedVarInt32")),
    check: ({ input, bytes_hex }) =>
      checkVarint(
        bytes_hex,
        input,
        (w) => w.unsignedVarint(input),
        (r) => r.unsignedVarint(),
      ),
  },
  {
    ...titled(({ area, name }) => area === "varint" && name.startsWith("VarInt32")),
    check: ({ input, bytes_hex }) =>
      checkVarint(
        bytes_hex,
        input,
        (w) => w.varint(input),
        (r) => r.varint(),
      ),
  },
  {
    ...titled(({ area }) => area === "varint"),
    check: ({ input, bytes_hex }) =>
      checkVarint(
        bytes_hex,
        BigInt(input),
        (w) => w.varlong(input),
        (r) => r.varlong(),
      ),
  },
  {
    ...titled(
      ({ area, name }) =>
        area === "request-header" || (area !== "varint" && / header v2 \+ body| header v2, unframed/.test(name)),
    ),
    check({ bytes_hex, input }) {
      const frame = Buffer.from(bytes_hex, "hex");
      const header = decodeRequestHeader(frame);
      expect(header).toMatchObject({ correlationId: input.correlation_id, clientId: input.client_id });
      if (header.body.remaining > 0) {
        checkRequest(frame);
        return;
      }
      const writer = new Writer();
      const { apiKey, apiVersion, correlationId, clientId } = header;
      RequestHeader.codec(1).write(writer, {
        requestApiKey: apiKey,
        requestApiVersion: apiVersion,
        correlationId,
        clientId,
      });
      expect(Buffer.from(writer.finish()).toString("hex")).toBe(bytes_hex);
    },
  },
  {
    ...titled(({ name }) => /Request v\d+ ?\(?framed/.test(name)),
    check: ({ bytes_hex }) => checkRequest(unframed(bytes_hex)),
  },
  {
    ...titled(({ name }) => /Response v\d+ (\(framed\)|with (leading )?correlation id|\(header v0)/.test(name)),
    check({ name, bytes_hex, expected }) {
      const framed = name.includes("(framed)");
      const frame = framed ? unframed(bytes_hex) : Buffer.from(bytes_hex, "hex");
      const { api, version } = apiOf(name);
      const { correlationId, response } = decodeResponse(api, version, frame);
      if (expected?.correlation_id !== undefined) expect(correlationId).toBe(expected.correlation_id);
      expect(hexOf(encodeResponse(api, version, correlationId, response)).slice(8)).toBe(frame.toString("hex"));
    },
  },
  {
    ...titled(({ name }) => /^ApiVersionsResponse v3 body/.test(name)),
    check({ bytes_hex }) {
      const { read, write } = apiOf("ApiVersionsResponse v3").api.response(3);
      const reader = new Reader(Buffer.from(bytes_hex, "hex"), { keepUnknownTags: true });
      const value = read(reader);
      reader.expectEnd();
      const writer = new Writer();
      write(writer, value);
      expect(Buffer.from(writer.finish()).toString("hex")).toBe(bytes_hex);
    },
  },
  {
    ...titled(({ area }) => area === "framing"),
    check({ bytes_hex, expected }) {
      const push = () => new FrameSplitter({ maxFrameBytes: 1000 }).push(Buffer.from(bytes_hex, "hex"));
      if (String(expected).startsWith("accepted")) expect(push()).toEqual([]);
      else expect(push).toThrow(KafkaProtocolError);
    },
  },
  {
    ...titled(({ name }) => scalars[name.split(" ")[0]!] !== undefined),
    check({ name, bytes_hex, expected }) {
      const flexible = name.startsWith("Compact");
      const codec = scalars[name.split(" ")[0]!].compile({ version: 0, flexible, nullable: true });
      const reader = new Reader(Buffer.from(bytes_hex, "hex"));
      if (expected === "decode error") {
        expect(() => codec.read(reader)).toThrow(KafkaProtocolError);
        return;
      }
      const value = codec.read(reader);
      reader.expectEnd();
      expect(value).toEqual(name.startsWith("Int64") ? BigInt(expected) : expected);
      const writer = new Writer();
      codec.write(writer, value);
      expect(Buffer.from(writer.finish()).toString("hex")).toBe(bytes_hex);
    },
  },
  {
    ...titled(({ name }) =>
      /^(Schema\(int32, string|raw tagged fields|typed tagged|struct valued tag|nullable struct)/.test(name),
    ),
    check: ({ name, bytes_hex, expected }) => checkSchema(name, bytes_hex, expected),
  },
  { takes: () => true, skip: "about records and other things above this package" },
]);

function checkVarint(hex: string, value: unknown, write: (w: Writer) => void, read: (r: Reader) => unknown): void {
  const writer = new Writer();
  write(writer);
  expect(Buffer.from(writer.finish()).toString("hex")).toBe(hex);
  expect(read(new Reader(Buffer.from(hex, "hex")))).toBe(value);
}

function unframed(hex: string): Buffer {
  const frames = new FrameSplitter({ maxFrameBytes: 1 << 20 }).push(Buffer.from(hex, "hex"));
  expect(frames).toHaveLength(1);
  return frames[0] as Buffer;
}

function checkRequest(frame: Buffer): void {
  const { apiKey, apiVersion, correlationId, clientId, body } = decodeRequestHeader(frame);
  const api = apiByKey(apiKey)!;
  const request = api.request(apiVersion).read(body);
  body.expectEnd();
  const again = encodeRequest(api, apiVersion, { correlationId, clientId }, request);
  expect(hexOf(again).slice(8)).toBe(frame.toString("hex"));
}

function apiOf(title: string) {
  const [, name, version] = /(\w+)Response v(\d+)/.exec(title)!;
  const api = apis.find((one) => one.name === (name === "GroupCoordinator" ? "FindCoordinator" : name))!;
  return { api, version: Number(version) };
}

/** The schemas that kafka-python's own tests declare. */
function checkSchema(name: string, hex: string, expected: any): void {
  const flexible = !name.startsWith("Schema(int32, string)");
  const fields: any = name.startsWith("Schema")
    ? { a: int32, b: string.neverFlexible() }
    : name.startsWith("typed")
      ? { foo: int16.tag(0), bar: string.tag(1) }
      : name.startsWith("struct")
        ? { foo: struct({ bar: string }).tag(0) }
        : name.startsWith("nullable")
          ? { x: int32, child: struct({ y: int32 }).nullable() }
          : {};
  const codec = message<any>({ name: "T", versions: "0", flexible: flexible ? "0+" : undefined, fields }).codec(0);
  const reader = new Reader(Buffer.from(hex, "hex"), { keepUnknownTags: true });
  const value: any = codec.read(reader);
  reader.expectEnd();
  const tags = value[unknownTaggedFields] as { tag: number; value: Uint8Array }[] | undefined;
  const byTag = tags && Object.fromEntries(tags.map((tag) => [String(tag.tag), Buffer.from(tag.value)]));
  if (name.startsWith("Schema")) expect([value.a, value.b, ...(byTag ? [byTag] : [])]).toEqual(expected);
  else if (name.startsWith("raw")) expect(byTag).toEqual(expected);
  else expect(value).toEqual(expected);
  const writer = new Writer();
  codec.write(writer, value);
  expect(Buffer.from(writer.finish()).toString("hex")).toBe(hex);
}

function revive(_key: string, value: any): unknown {
  if (value?.$bytes !== undefined) return Buffer.from(value.$bytes, "hex");
  if (value?.$bigint !== undefined) return BigInt(value.$bigint);
  return value;
}
