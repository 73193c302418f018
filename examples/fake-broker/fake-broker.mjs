/** A broker that takes everything and keeps nothing. */
import { createServer } from "node:net";
import {
  ApiVersions,
  apiByKey,
  decodeRequestHeader,
  encodeResponse,
  FrameSplitter,
  Metadata,
  Produce,
} from "@k/protocol";

/** @param {number} port 0 for a free one @param {(topic: string, bytes: number) => void} onRecords */
export function startFakeBroker(port, onRecords) {
  const answers = {
    ApiVersions: () => ({
      errorCode: 0,
      // Later versions want topic ids, which we do not have.
      apiKeys: [ApiVersions, Metadata, Produce].map(({ key, minVersion, maxVersion }) => {
        return { apiKey: key, minVersion, maxVersion: Math.min(maxVersion, 9) };
      }),
    }),
    Metadata: ({ topics }) => ({
      brokers: [{ nodeId: 1, host: "127.0.0.1", port: server.address().port }],
      topics: (topics ?? []).map(({ name }) => ({ errorCode: 0, name, partitions: [partition] })),
    }),
    Produce: ({ topicData }) => ({
      responses: topicData.map(({ name, partitionData }) => ({
        name,
        partitionResponses: partitionData.map(({ index, records }) => {
          onRecords(name, records.length);
          return { index, errorCode: 0, baseOffset: 0n };
        }),
      })),
    }),
  };
  const partition = { errorCode: 0, partitionIndex: 0, leaderId: 1, replicaNodes: [1], isrNodes: [1] };

  const server = createServer((socket) => {
    const splitter = new FrameSplitter({ maxFrameBytes: 100 << 20 });
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      for (const frame of splitter.push(chunk)) {
        const { apiKey, apiVersion, correlationId, body } = decodeRequestHeader(frame);
        const api = apiByKey(apiKey);
        const request = api.request(apiVersion).read(body);
        for (const part of encodeResponse(api, apiVersion, correlationId, answers[api.name](request)))
          socket.write(part);
      }
    });
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

if (process.argv[1] === import.meta.filename) {
  await startFakeBroker(Number(process.argv[2] ?? 9092), (topic, bytes) => console.log(`${topic}: ${bytes} bytes`));
}
