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
