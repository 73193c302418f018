import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ErrorCode, errorInfo } from "@k/protocol";
import { expect, test } from "vitest";
import { classPath } from "../src/fetch-kafka-clients.js";

const source = fileURLToPath(new URL("../java/KafkaErrors.java", import.meta.url));
const printed = execFileSync("java", ["-cp", classPath("4.4.0"), source], { encoding: "utf8" });
const theirs = printed
  .trim()
  .split("\n")
  .map((line) => line.split(" "))
  .map(([code, name, retriable, refreshesMetadata]) => ({
    code: Number(code),
    name: name!,
    retriable: retriable === "true",
    refreshesMetadata: refreshesMetadata === "true",
  }));
const latest = Math.max(...Object.values(ErrorCode));

test.each(theirs.filter(({ code }) => code <= latest))("$code $name is in our table as it is in Kafka's", (error) => {
  expect(errorInfo(error.code)).toMatchObject(error);
});

test("our table has no code that Kafka does not have", () => {
  const known = theirs.map(({ code }) => code);
  expect(Object.values(ErrorCode).filter((code) => !known.includes(code))).toEqual([]);
});
