import Record from "../peers/node_modules/kafkajs/src/protocol/recordBatch/record/v0/index.js";
import { RecordBatch } from "../peers/node_modules/kafkajs/src/protocol/recordBatch/v0/index.js";

export const values = "buffer";

export async function encode(lines, now) {
  const records = lines.map((value, offsetDelta) => Record({ offsetDelta, timestampDelta: 0, key: null, value }));
  const batch = await RecordBatch({
    records,
    firstTimestamp: now,
    maxTimestamp: now,
    lastOffsetDelta: lines.length - 1,
  });
  return batch.buffer;
}
