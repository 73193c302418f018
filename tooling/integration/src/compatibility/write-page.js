/** Writes docs/compatibility.md from the last runs of the broker matrix: `npm run compatibility -w @k/integration-tooling`. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { kafkaVersions } from "@k/kafka-tooling";
import { compatibilityPage } from "./page.js";
import { loadResults } from "./results.js";

const page = fileURLToPath(new URL("../../../../docs/compatibility.md", import.meta.url));
writeFileSync(page, compatibilityPage(kafkaVersions, loadResults()));
process.stdout.write(`Wrote ${page}\n`);
