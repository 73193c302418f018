import { expect, test } from "vitest";
import {
  ApiVersions,
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  Fetch,
  Metadata,
  Produce,
} from "../src/index.js";
import * as naive from "./independent-bytes.js";

const { int8, int16, int32, int64, string, compactString, bytes, compactBytes, array, compactArray, tags } = naive;
const flat = (chunks: Uint8Array[]) => [...Buffer.concat(chunks)];
const unframed = (frame: naive.Bytes) => Uint8Array.from(frame.slice(4));
const header = { correlationId: 0x01020304, clientId: "é" };
const records = Array.from({ length: 300 }, (_, i) => i & 255);

test("Produce v3, as every broker since 0.11 takes it", () => {
  const request = {
    acks: -1,
    timeoutMs: 30000,
    topicData: [{ name: "orders", partitionData: [{ index: 7, records: Uint8Array.from(records) }] }],
  };
  const expected = naive.frame(
    [...int16(0), ...int16(3), ...int32(header.correlationId), ...string("é")],
    [...naive.nullString, ...int16(-1), ...int32(30000)],
    array([...string("orders"), ...array([...int32(7), ...bytes(records)])]),
  );
  expect(flat(encodeRequest(Produce, 3, header, request))).toEqual(expected);
  expect(Produce.request(3).read(decodeRequestHeader(unframed(expected)).body)).toMatchObject(request);
});

test("Produce v9, compact and with tags", () => {
  const expected = naive.frame(
    [...int16(0), ...int16(9), ...int32(header.correlationId), ...string("é"), ...tags()],
    [...compactString("tx"), ...int16(1), ...int32(100)],
    compactArray([
      ...compactString("t".repeat(200)),
      ...compactArray(
        [...int32(0), ...compactBytes(records), ...tags()],
        [...int32(1), ...naive.compactNull, ...tags()],
      ),
      ...tags(),
    ]),
    tags(),
  );
  const request = {
    transactionalId: "tx",
    acks: 1,
    timeoutMs: 100,
    topicData: [
      {
        name: "t".repeat(200),
        partitionData: [
          { index: 0, records: [Uint8Array.from(records.slice(0, 100)), Uint8Array.from(records.slice(100))] },
          { index: 1, records: null },
        ],
      },
    ],
  };
  expect(flat(encodeRequest(Produce, 9, header, request))).toEqual(expected);
});

test("the answer to Produce v10 names the new leader among the tags", () => {
  const endpoint = [...int32(2), ...compactString("b2"), ...int32(9092), ...naive.compactNull, ...tags()];
  const leader = [...int32(2), ...int32(5), ...tags()];
  const partition = [
    ...[...int32(0), ...int16(6), ...int64(-1n), ...int64(-1n), ...int64(-1n), ...compactArray(), ...naive.compactNull],
    ...tags([0, leader]),
  ];
  const expected = naive.frame(
    [...int32(9), ...tags()],
    compactArray([...compactString("orders"), ...compactArray(partition), ...tags()]),
    int32(0),
    tags([0, compactArray(endpoint)]),
  );
  const response = {
    responses: [
      {
        name: "orders",
        partitionResponses: [
          { index: 0, errorCode: 6, baseOffset: -1n, currentLeader: { leaderId: 2, leaderEpoch: 5 } },
        ],
      },
    ],
    nodeEndpoints: [{ nodeId: 2, host: "b2", port: 9092 }],
  };
  expect(flat(encodeResponse(Produce, 10, 9, response))).toEqual(expected);
  expect(decodeResponse(Produce, 10, unframed(expected)).response).toMatchObject(response);
});

test("Metadata v12 asks by topic id", () => {
  const topicId = Buffer.alloc(16, 0xab);
  const expected = naive.frame(
    [...int16(3), ...int16(12), ...int32(header.correlationId), ...string("é"), ...tags()],
    compactArray([...topicId, ...naive.compactNull, ...tags()]),
    [...int8(1), ...int8(0), ...tags()],
  );
  const request = { topics: [{ topicId: topicId.toString("base64url"), name: null }] };
  expect(flat(encodeRequest(Metadata, 12, header, request))).toEqual(expected);
});

test("the answer to ApiVersions v3: plain header, compact body, features among the tags", () => {
  const expected = naive.frame(
    int32(4),
    int16(0),
    compactArray(
      [...int16(0), ...int16(3), ...int16(11), ...tags()],
      [...int16(18), ...int16(0), ...int16(4), ...tags()],
    ),
    int32(0),
    tags(
      [1, int64(77n)],
      [2, compactArray([...compactString("transaction.version"), ...int16(2), ...int16(2), ...tags()])],
    ),
  );
  const { response } = decodeResponse(ApiVersions, 3, unframed(expected));
  expect(response).toMatchObject({
    apiKeys: [
      { apiKey: 0, minVersion: 3, maxVersion: 11 },
      { apiKey: 18, minVersion: 0, maxVersion: 4 },
    ],
    supportedFeatures: [],
    finalizedFeaturesEpoch: 77n,
    finalizedFeatures: [{ name: "transaction.version", maxVersionLevel: 2, minVersionLevel: 2 }],
  });
  expect(flat(encodeResponse(ApiVersions, 3, 4, response))).toEqual(expected);
});

test("the answer to Fetch v4: aborted transactions may be null", () => {
  const partition = (aborted: naive.Bytes) => [
    ...[...int32(1), ...int16(0), ...int64(10n), ...int64(9n)],
    ...aborted,
    ...bytes(records),
  ];
  const expected = naive.frame(
    [...int32(1), ...int32(0)],
    array([...string("t"), ...array(partition(int32(-1)), partition(array([...int64(5n), ...int64(3n)])))]),
  );
  const { response } = decodeResponse(Fetch, 4, unframed(expected));
  expect(response.responses[0]!.partitions.map((one) => one.abortedTransactions)).toEqual([
    null,
    [{ producerId: 5n, firstOffset: 3n }],
  ]);
  expect(flat(encodeResponse(Fetch, 4, 1, response))).toEqual(expected);
});
