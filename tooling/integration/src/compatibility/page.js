/** The compatibility page as text. */

const codecs = ["none", "gzip", "snappy", "lz4", "zstd"];

/**
 * @param {readonly import("@k/kafka-tooling").KafkaVersion[]} versions    in the table's order
 * @param {readonly import("./results.js").VersionResult[]} results
 */
export function compatibilityPage(versions, results) {
  const rows = versions.map((version) => {
    const result = results.find(({ kafka }) => kafka === version.name);
    const cells = codecs.map((codec) => cell(version, codec, result));
    return `| ${title(version)} | ${version.coordination === "kraft" ? "KRaft" : "ZooKeeper"} | v${version.magic} | ${cells.join(" | ")} |`;
  });
  return `# Compatibility

Written by \`npm run compatibility -w @k/integration-tooling\` from a run of \`npm run test:kafka -- --brokers all matrix\`;
do not edit the table by hand.

For each Kafka a broker was started, numbered records were produced with each codec (acks=all) and then read by that Kafka's own
console consumer and by its own \`DumpLogSegments --deep-iteration\`, which must agree on every key, value, offset, codec and checksum.

- **✓** acknowledged, and read back exactly by both tools
- **✗** not
- **–** that Kafka does not know the codec
- **?** not run

| Kafka | metadata in | record format | ${codecs.join(" | ")} |
|---|---|---|${codecs.map(() => ":-:").join("|")}|
${rows.join("\n")}

## Seen on the way

- With acks=0 a broker before 0.10.2 (seen on 0.10.0.1 and 0.10.1.1) drops a request that arrives together with the end of its
  connection, whatever client sent it. Give acks=0 a moment before \`close()\` there, or use acks=1.
- With acks=0 a broker that refuses a request, for instance because it does not yet know that it leads a topic created a moment ago,
  can only close the connection: what was under way on it is lost and nobody is told. That is what acks=0 means.
- A \`clientId\` with "=" in it makes brokers up to 0.11 fail each Produce request with UNKNOWN_SERVER_ERROR: it becomes part of the
  name of a metric there.
- Kafka deletes by timestamp: a record whose \`timestampMs\` is older than the topic's retention may be gone half a minute after it
  was acknowledged.
`;
}

/** @param {import("@k/kafka-tooling").KafkaVersion} version */
function title({ version, name }) {
  return name === version || !name.endsWith("kraft") ? version : `${version} (preview)`;
}

/**
 * @param {import("@k/kafka-tooling").KafkaVersion} version
 * @param {string} codec
 * @param {import("./results.js").VersionResult | undefined} result
 */
function cell(version, codec, result) {
  if (!version.codecs.includes(codec)) return "–";
  const found = result?.codecs[codec];
  if (!found) return "?";
  return found.written && found.readBack ? "✓" : "✗";
}
