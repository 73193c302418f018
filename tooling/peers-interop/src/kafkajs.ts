/** kafkajs, the JavaScript client that most of Node uses. It reads in groups only, so here it just writes. */

import { CompressionTypes, Kafka, logLevel } from "kafkajs";
import type { Peer } from "./peer.js";

export function kafkajs(): Peer {
  return {
    name: "kafkajs",
    missing: undefined,
    codecs: ["none", "gzip"],
    async write(server, topic, codec, records) {
      const producer = new Kafka({ brokers: server.split(","), logLevel: logLevel.NOTHING }).producer();
      await producer.connect();
      try {
        await producer.send({
          topic,
          acks: -1,
          compression: codec === "gzip" ? CompressionTypes.GZIP : CompressionTypes.None,
          messages: records.map(({ key, value, headers }) => ({
            ...{ key, value, partition: 0 },
            headers: Object.fromEntries(headers),
          })),
        });
      } finally {
        await producer.disconnect();
      }
    },
    read: undefined,
  };
}
