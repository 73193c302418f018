/** kafkajs: its own encoders and decoders, gzip only (it brings no other codec). Reading checks no CRC. */
import { createRequire } from "node:module";

export function load(folder) {
  const require = createRequire(`${folder}/package.json`);
  const root = `${folder}/node_modules/kafkajs/src/protocol`;
  const Record = require(`${root}/recordBatch/record/v0/index.js`);
  const { RecordBatch } = require(`${root}/recordBatch/v0/index.js`);
  const decodeBatch = require(`${root}/recordBatch/v0/decoder.js`);
  const MessageSet = require(`${root}/messageSet/index.js`);
  const decodeSet = require(`${root}/messageSet/decoder.js`);
  const Decoder = require(`${root}/decoder.js`);
  return {
    name: "kafkajs",
    magics: [0, 1, 2],
    codecs: ["none", "gzip"],
    values: "buffer",
    async encode(magic, codec, rows) {
      if (magic < 2) {
        const entries = rows.map(({ key, value, timestamp }) => ({ key, value, timestamp }));
        return MessageSet({ messageVersion: magic, compression: 0, entries }).buffer;
      }
      const firstTimestamp = rows[0].timestamp;
      const records = rows.map(({ key, value, timestamp }, offsetDelta) =>
        Record({ offsetDelta, timestampDelta: timestamp - firstTimestamp, key, value }),
      );
      const batch = await RecordBatch({
        records,
        compression: codec === "gzip" ? 1 : 0,
        firstTimestamp,
        maxTimestamp: rows.at(-1).timestamp,
        lastOffsetDelta: rows.length - 1,
      });
      return batch.buffer;
    },
    async decode(magic, bytes) {
      const messages =
        magic < 2 ? await decodeSet(new Decoder(bytes), bytes.length) : (await decodeBatch(new Decoder(bytes))).records;
      let sum = 0;
      for (const { offset, timestamp, key, value, headers } of messages) {
        sum += key.length + value.length + (headers ? Object.keys(headers).length : 0) + `${timestamp}${offset}`.length;
      }
      return sum;
    },
  };
}
