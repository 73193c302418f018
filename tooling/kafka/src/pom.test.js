import { expect, test } from "vitest";
import { pom } from "./pom.js";
import { resolveVersion } from "./versions.js";

test("each generation gets what it needs to boot on JDK 17, and no more", () => {
  expect(pom(resolveVersion("4.1"))).toContain("<artifactId>kafka-tools</artifactId><version>4.1.0</version>");
  expect(pom(resolveVersion("4.1"))).not.toContain("jaxb-api");
  expect(pom(resolveVersion("1.1"))).toContain("jaxb-api");
  expect(pom(resolveVersion("0.10.0"))).not.toContain("jaxb-api");
  expect(pom(resolveVersion("0.8"))).toContain("<artifactId>kafka_2.11</artifactId><version>0.8.2.2</version>");
  expect(pom(resolveVersion("0.8"))).not.toContain("kafka-tools");
});
