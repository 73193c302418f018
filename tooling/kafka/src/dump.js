/** Reads what DumpLogSegments prints. Every generation words it a little differently. */

/**
 * @typedef {object} DumpedRecord
 * @property {number} partition
 * @property {bigint} offset
 * @property {number} magic
 * @property {string} codec          "none", "gzip", "snappy", "lz4", "zstd"
 * @property {boolean} valid         what Kafka thinks of it and of its batch
 * @property {string | null} key
 * @property {string | null} payload
 * @property {bigint} producerId     −1n without idempotence
 * @property {number} sequence       −1 without idempotence
 * @property {string} headers        as printed: "[a=1,b=2]"
 */

/**
 * Since 2.x there is a line per batch and then one per record, which begins with a bar; before, a line per record that
 * says everything, and with deep iteration a compressed wrapper is not shown beside what it holds.
 * @returns {(line: string) => DumpedRecord | undefined} takes the lines in order; what is no record gives undefined
 */
export function dumpParser() {
  let batch = "";
  let partition = -1;
  return (line) => {
    const file = /^Dumping .*-(\d+)[/\\]\d+\.log$/.exec(line);
    if (file) partition = Number(file[1]);
    if (line.startsWith("baseOffset:")) {
      batch = line;
      return undefined;
    }
    if (line.startsWith("| offset:")) return parseRecord(line, batch, partition);
    return line.startsWith("offset:") ? parseRecord(line, line, partition) : undefined;
  };
}

/** @param {string} text @returns {DumpedRecord[]} */
export function parseDump(text) {
  const parse = dumpParser();
  return text
    .split("\n")
    .map(parse)
    .filter((record) => record !== undefined);
}

/** @param {string} line @param {string} batch @param {number} partition @returns {DumpedRecord} */
function parseRecord(line, batch, partition) {
  // Key and payload stand last and may hold anything; only what comes before them is "name: value" pairs.
  const dataAt = line.search(/ (key|payload): /);
  const facts = dataAt < 0 ? line : line.slice(0, dataAt);
  const data = dataAt < 0 ? "" : line.slice(dataAt);
  const payloadAt = data.indexOf(" payload: ");
  const codec = field(facts, "compresscodec") ?? field(batch, "compresscodec") ?? "none";
  return {
    partition,
    offset: BigInt(field(facts, "offset") ?? -1),
    magic: Number(field(facts, "magic") ?? field(batch, "magic") ?? 0),
    codec: codec.toLowerCase().replace("compressioncodec", "").replace(/^no$/, "none"),
    valid: (field(facts, "isvalid") ?? "true") === "true" && (field(batch, "isvalid") ?? "true") === "true",
    key: data.startsWith(" key: ") ? data.slice(6, payloadAt < 0 ? undefined : payloadAt) : null,
    payload: payloadAt < 0 ? null : data.slice(payloadAt + 10),
    producerId: BigInt(field(facts, "producerId") ?? field(batch, "producerId") ?? -1),
    sequence: Number(field(facts, "sequence") ?? -1),
    headers: /headerKeys: (\[.*?\])/.exec(facts)?.[1] ?? "[]",
  };
}

/** @param {string} facts @param {string} name */
function field(facts, name) {
  return new RegExp(`(?:^|[ |])${name}: (\\S+)`, "i").exec(facts)?.[1];
}
