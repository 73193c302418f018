/** kafka-ts: magic 2; keys and values are strings to it. Reading checks no CRC. */
import { createRequire } from "node:module";

const IDS = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 };

export function load(folder) {
  const require = createRequire(`${folder}/package.json`);
  const root = `${folder}/node_modules/kafka-ts/dist`;
  const { createBatch } = require(`${root}/api/produce/common.js`);
  const { decodeRecordBatch, withDecompressions } = require(`${root}/api/fetch/common.js`);
  const { Decoder } = require(`${root}/utils/decoder.js`);
  return {
    name: "kafka-ts",
    magics: [2],
    // Its Produce writes no compressed batches; its Fetch reads them.
    codecs: ["none"],
    decodes: Object.keys(IDS).filter((codec) => codec !== "zstd" || require("node:zlib").zstdDecompress),
    values: "string",
    encode(_magic, _codec, rows) {
      const baseTimestamp = BigInt(rows[0].timestamp);
      const records = rows.map(({ key, value, timestamp }, offsetDelta) => ({
        attributes: 0,
        timestampDelta: BigInt(timestamp) - baseTimestamp,
        offsetDelta,
        key,
        value,
        headers: [],
      }));
      const batch = createBatch({
        baseOffset: 0n,
        partitionLeaderEpoch: -1,
        attributes: 0,
        lastOffsetDelta: rows.length - 1,
        baseTimestamp,
        maxTimestamp: BigInt(rows.at(-1).timestamp),
        producerId: -1n,
        producerEpoch: -1,
        baseSequence: -1,
        records,
      });
      return batch.value();
    },
    async decode(_magic, bytes) {
      const batches = await withDecompressions((pending) =>
        decodeRecordBatch(new Decoder(bytes), bytes.length, pending),
      );
      let sum = 0;
      for (const { baseOffset, baseTimestamp, records } of batches) {
        for (const { offsetDelta, timestampDelta, key, value, headers } of records) {
          sum += key.length + value.length + headers.length;
          if (baseOffset + BigInt(offsetDelta) + baseTimestamp + timestampDelta === 1n) sum++;
        }
      }
      return sum;
    },
  };
}
