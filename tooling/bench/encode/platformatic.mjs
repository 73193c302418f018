import { createRecordsBatch } from "../peers/node_modules/@platformatic/kafka/dist/protocol/records.js";

export const values = "buffer";

export function encode(lines) {
  return createRecordsBatch(lines.map((value) => ({ topic: "bench", value }))).buffer;
}
