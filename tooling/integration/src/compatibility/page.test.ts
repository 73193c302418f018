import { resolveVersion } from "@k/kafka-tooling";
import { expect, test } from "vitest";
import { compatibilityPage } from "./page.js";

const good = { written: true, readBack: true };

test("a row says for each codec whether it went through, failed, is unknown to that Kafka, or was not run", () => {
  const versions = [resolveVersion("0.11"), resolveVersion("4.1")];
  const page = compatibilityPage(versions, [
    { kafka: "0.11.0.3", magic: 2, codecs: { none: good, gzip: { written: true, readBack: false }, snappy: good } },
  ]);
  expect(page).toContain("| 0.11.0.3 | ZooKeeper | v2 | ✓ | ✗ | ✓ | ? | – |");
  expect(page).toContain("| 4.1.0 | KRaft | v2 | ? | ? | ? | ? | ? |");
});
