import { expect, test } from "vitest";
import { ApiVersions, Metadata, Produce } from "../messages/index.js";
import { TruncatedError } from "../wire/index.js";
import { decodeRequestHeader, decodeResponse, encodeRequest, encodeResponse, peekCorrelationId } from "./index.js";

const hex = (chunks: Uint8Array[]) => Buffer.concat(chunks).toString("hex");

test("a request is size, header and body", () => {
  const chunks = encodeRequest(Metadata, 1, { correlationId: 7, clientId: "me" }, { topics: null });
  expect(hex(chunks)).toBe("00000010" + "0003" + "0001" + "00000007" + "00026d65" + "ffffffff");
});

test("a flexible request has a flexible header, whose client id is not compact", () => {
  const chunks = encodeRequest(ApiVersions, 3, { correlationId: 1, clientId: null }, {});
  expect(hex(chunks)).toBe("0000000e" + "0012" + "0003" + "00000001" + "ffff" + "00" + "01" + "01" + "00");
});

test("record sets are handed on as they are", () => {
  const records = new Uint8Array(50);
  const chunks = encodeRequest(
    Produce,
    9,
    { correlationId: 1, clientId: "k" },
    {
      acks: -1,
      timeoutMs: 1,
      topicData: [
        {
          name: "t",
          partitionData: [
            { index: 0, records },
            { index: 1, records: [records, records] },
          ],
        },
      ],
    },
  );
  expect(chunks.filter((chunk) => chunk === records)).toHaveLength(3);
  const whole = Buffer.concat(chunks);
  expect(whole.readInt32BE()).toBe(whole.length - 4);
});

test("a server reads the header, then the body", () => {
  const [frame] = encodeRequest(Metadata, 9, { correlationId: 5, clientId: "c" }, { topics: [{ name: "t" }] });
  const { apiKey, apiVersion, correlationId, clientId, body } = decodeRequestHeader(frame!.subarray(4));
  expect({ apiKey, apiVersion, correlationId, clientId }).toEqual({
    apiKey: 3,
    apiVersion: 9,
    correlationId: 5,
    clientId: "c",
  });
  expect(Metadata.request(9).read(body).topics).toEqual([{ topicId: "AAAAAAAAAAAAAAAAAAAAAA", name: "t" }]);
  expect(body.remaining).toBe(0);
});

test.each([
  ["an API nobody knows", "03e7" + "0000"],
  ["a version nobody knows", "0012" + "0063"],
])("%s can still be answered by its correlation id", (_what, start) => {
  const frame = Buffer.from(`${start}0000002a00026d65ffff`, "hex");
  expect(decodeRequestHeader(frame)).toMatchObject({ correlationId: 42, clientId: "me" });
});

test("a response has its correlation id, and tags if the version is flexible", () => {
  const v1 = encodeResponse(Metadata, 1, 7, { brokers: [], topics: [] });
  expect(hex(v1)).toBe("00000010" + "00000007" + "00000000" + "ffffffff" + "00000000");
  const v9 = encodeResponse(Metadata, 9, 7, { brokers: [], topics: [] });
  expect(hex(v9).slice(8, 18)).toBe("00000007" + "00");
  expect(peekCorrelationId(v9[0]!.subarray(4))).toBe(7);
  expect(decodeResponse(Metadata, 9, v9[0]!.subarray(4))).toMatchObject({ correlationId: 7, response: { topics: [] } });
});

test("bytes after a response are counted, and no error", () => {
  const [frame] = encodeResponse(Metadata, 9, 7, { brokers: [], topics: [] });
  const whole = frame!.subarray(4);
  expect(decodeResponse(Metadata, 9, whole).remainingBytes).toBe(0);
  expect(decodeResponse(Metadata, 9, Buffer.concat([whole, Buffer.alloc(3)]))).toMatchObject({
    correlationId: 7,
    response: { topics: [] },
    remainingBytes: 3,
  });
});

test("the answer to ApiVersions has header v0 at every version", () => {
  for (const version of [0, 1, 2, 3, 4, 5]) {
    const [frame] = encodeResponse(ApiVersions, version, 1, { errorCode: 35, apiKeys: [] });
    expect([...frame!.subarray(4, 10)]).toEqual([0, 0, 0, 1, 0, 35]);
  }
});

test("a frame without a correlation id is truncated", () => {
  expect(() => peekCorrelationId(new Uint8Array(3))).toThrow(TruncatedError);
  expect(() => decodeRequestHeader(new Uint8Array(7))).toThrow(TruncatedError);
});
