/** What the broker matrix found, kept between its tests (one file per Kafka) and the page that shows it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} CodecResult
 * @property {boolean} written     every record was acknowledged
 * @property {boolean} readBack    that Kafka's own tools read exactly what was sent
 */

/**
 * @typedef {object} VersionResult
 * @property {string} kafka
 * @property {number} magic
 * @property {Record<string, CodecResult>} codecs
 */

const folder = fileURLToPath(new URL("../../../../.cache/results/compatibility", import.meta.url));

/** @param {VersionResult} result */
export function saveResult(result) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${result.kafka}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

/** @returns {VersionResult[]} */
export function loadResults() {
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
}
