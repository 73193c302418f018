import { expect, test } from "vitest";
import { defaultVersion, isAtLeast, kafkaVersions, resolveVersion, selectVersions, toolClasses } from "./versions.js";

test.each([
  ["4.1.0", "4.1.0"],
  ["4", "4.3.1"],
  ["4.1", "4.1.0"],
  ["3.9", "3.9.1"],
  ["3.9-zk", "3.9.1-zk"],
  ["2.8", "2.8.2"],
  ["2.8-kraft", "2.8.2-kraft"],
  ["0.10", "0.10.2.2"],
  ["0.10.0", "0.10.0.1"],
])("%s is Kafka %s", (wanted, name) => {
  expect(resolveVersion(wanted).name).toBe(name);
});

test.each(["5", "4.10", "", "3.9-raft"])(
  "there is no Kafka '%s', and the error names those that there are",
  (wanted) => {
    expect(() => resolveVersion(wanted)).toThrow(/not one of 4\.3\.1, 4\.1\.0/);
  },
);

test("a list names versions, all names every one", () => {
  expect(selectVersions("4.1, 0.9").map(({ name }) => name)).toEqual(["4.1.0", "0.9.0.1"]);
  expect(selectVersions("all")).toEqual(kafkaVersions);
});

test("versions compare by number, not by letter", () => {
  expect(isAtLeast(resolveVersion("0.10.2.2"), "0.9")).toBe(true);
  expect(isAtLeast(resolveVersion("0.9.0.1"), "0.10")).toBe(false);
  expect(isAtLeast(resolveVersion("2.4.1"), "2.4")).toBe(true);
});

test("the default is one of the table, and tools are called as that version calls them", () => {
  expect(toolClasses(resolveVersion(defaultVersion)).dumpLog).toBe("org.apache.kafka.tools.DumpLogSegments");
  expect(toolClasses(resolveVersion("4.1")).dumpLog).toBe("kafka.tools.DumpLogSegments");
  expect(toolClasses(resolveVersion("2.8")).consoleConsumer).toBe("kafka.tools.ConsoleConsumer");
});
