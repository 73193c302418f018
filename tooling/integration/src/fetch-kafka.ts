/** Fetches every Kafka that the run will need before the first test, so that no test's time budget pays for a download. */
import { defaultVersion, fetchJars, resolveVersion } from "@k/kafka-tooling";
import { matrixVersions } from "./matrix-versions.js";

export async function setup(): Promise<void> {
  // One after the other: Maven's local repository is not made for two at once.
  for (const kafka of [resolveVersion(defaultVersion), ...matrixVersions()]) await fetchJars(kafka);
}
