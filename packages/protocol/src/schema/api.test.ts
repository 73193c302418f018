import { expect, expectTypeOf, test } from "vitest";
import { Reader, Writer } from "../wire/index.js";
import {
  api,
  array,
  bytes,
  describe,
  type InitOf,
  int16,
  int32,
  int64,
  type RequestOf,
  type ResponseOf,
  records,
  string,
  struct,
} from "./index.js";

const Example = api({
  name: "Example",
  key: 99,
  versions: "0-5",
  flexible: "4+",
  unstable: "5",
  request: {
    id: string.nullable(),
    acks: int16,
    timeoutMs: int32.default(1000),
    data: array({ name: string, chunk: records.nullable(), offset: int64.versions("2+") }),
    extra: struct({ x: int32 }).versions("4+").tag(0),
  },
  response: { errorCode: int16, blob: bytes.nullable("2+"), ids: array(int64) },
});

test("a codec is compiled once per version", () => {
  expect(Example.request(1)).toBe(Example.request(1));
  expect(Example.request(1)).not.toBe(Example.request(2));
});

test("knows its versions, and which of them may be negotiated", () => {
  expect(Example).toMatchObject({ minVersion: 0, maxVersion: 5, latestStableVersion: 4 });
  const writer = new Writer();
  Example.response(5).write(writer, { errorCode: 1, blob: null, ids: [] });
  expect(Example.response(5).read(new Reader(writer.finish()))).toEqual({ errorCode: 1, blob: null, ids: [] });
});

test("flexible versions have flexible headers", () => {
  expect([3, 4].map(Example.requestHeaderVersion)).toEqual([1, 2]);
  expect([3, 4].map(Example.responseHeaderVersion)).toEqual([0, 1]);
  const stubborn = api({
    name: "S",
    key: 1,
    versions: "0-1",
    flexible: "1+",
    request: {},
    response: {},
    responseHeaderVersion: () => 0,
  });
  expect([stubborn.requestHeaderVersion(1), stubborn.responseHeaderVersion(1)]).toEqual([2, 0]);
  const rigid = api({ name: "R", key: 1, versions: "0-1", request: {}, response: {} });
  expect([rigid.requestHeaderVersion(1), rigid.responseHeaderVersion(1)]).toEqual([1, 0]);
});

test("types follow from the schema", () => {
  expectTypeOf<RequestOf<typeof Example>>().toEqualTypeOf<{
    id: string | null;
    acks: number;
    timeoutMs: number;
    data: { name: string; chunk: Uint8Array | null; offset: bigint }[];
    extra: { x: number };
  }>();
  expectTypeOf<ResponseOf<typeof Example>["blob"]>().toEqualTypeOf<Uint8Array | null>();
  expectTypeOf<{ id: null; acks: 1; data: [] }>().toExtend<InitOf<typeof Example>>();
  expectTypeOf<{
    id: "x";
    acks: 1;
    timeoutMs: undefined;
    data: readonly { readonly name: string; readonly chunk: readonly Uint8Array[] }[];
  }>().toExtend<InitOf<typeof Example>>();
  // Without acks, and with a number for a bigint.
  expectTypeOf<{ id: null; data: [] }>().not.toExtend<InitOf<typeof Example>>();
  expectTypeOf<{ id: null; acks: 1; data: [{ name: "a"; chunk: null; offset: 1 }] }>().not.toExtend<
    InitOf<typeof Example>
  >();
});

test("describes itself as plain data", () => {
  expect(describe(Example.messages.request)).toEqual({
    name: "ExampleRequest",
    versions: "0-5",
    flexible: "4+",
    fields: [
      field({ name: "id", type: "string", nullable: "0+" }),
      field({ name: "acks", type: "int16" }),
      field({ name: "timeoutMs", type: "int32", default: 1000 }),
      field({
        name: "data",
        type: "[]struct",
        fields: [
          field({ name: "name", type: "string" }),
          field({ name: "chunk", type: "records", nullable: "0+" }),
          field({ name: "offset", type: "int64", versions: "2+" }),
        ],
      }),
      field({
        name: "extra",
        type: "struct",
        versions: "4+",
        tag: 0,
        tagged: "4+",
        fields: [field({ name: "x", type: "int32" })],
      }),
    ],
  });
  expect(describe(Example.messages.response).fields.at(-1)).toEqual(field({ name: "ids", type: "[]int64" }));
});

const field = (given: object) => ({
  versions: "0+",
  nullable: undefined,
  tag: undefined,
  tagged: undefined,
  ignorable: false,
  neverFlexible: false,
  default: undefined,
  fields: undefined,
  ...given,
});
