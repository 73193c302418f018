import common from "../peers/node_modules/kafka-ts/dist/api/produce/common.js";

export const values = "string";

export function encode(lines, now) {
  const records = lines.map((value, offsetDelta) => ({
    attributes: 0,
    timestampDelta: 0n,
    offsetDelta,
    key: null,
    value,
    headers: [],
  }));
  return common
    .createBatch({
      baseOffset: 0n,
      partitionLeaderEpoch: -1,
      attributes: 0,
      lastOffsetDelta: lines.length - 1,
      baseTimestamp: BigInt(now),
      maxTimestamp: BigInt(now),
      producerId: -1n,
      producerEpoch: -1,
      baseSequence: -1,
      records,
    })
    .value();
}
