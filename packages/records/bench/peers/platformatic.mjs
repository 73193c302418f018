/** @platformatic/kafka: magic 2. Reading checks no CRC. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

export async function load(folder) {
  const root = pathToFileURL(`${folder}/node_modules/@platformatic/kafka/dist/protocol/`);
  const { createRecordsBatch, readRecordsBatches } = await import(new URL("records.js", root));
  const { Reader } = await import(new URL("reader.js", root));
  const { compressionsAlgorithms } = await import(new URL("compression.js", root));
  const available = (codec) => {
    try {
      compressionsAlgorithms[codec].compressSync(Buffer.from("x"));
      return true;
    } catch {
      return false;
    }
  };
  return {
    name: `@platformatic/kafka ${createRequire(`${folder}/package.json`)("./node_modules/@platformatic/kafka/package.json").version}`,
    magics: [2],
    codecs: ["none", ...["gzip", "snappy", "lz4", "zstd"].filter(available)],
    values: "buffer",
    encode(_magic, compression, rows) {
      const messages = rows.map(({ key, value, timestamp }) => ({
        topic: "t",
        partition: 0,
        key,
        value,
        timestamp: BigInt(timestamp),
      }));
      return createRecordsBatch(messages, { compression }).buffer;
    },
    decode(_magic, bytes) {
      let sum = 0;
      for (const { firstOffset, firstTimestamp, records } of readRecordsBatches(Reader.from(bytes))) {
        for (const { offsetDelta, timestampDelta, key, value, headers } of records) {
          sum += key.length + value.length + headers.length;
          if (firstOffset + BigInt(offsetDelta) + firstTimestamp + timestampDelta === 1n) sum++;
        }
      }
      return sum;
    },
  };
}
