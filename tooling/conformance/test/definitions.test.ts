import { apis } from "@k/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { compare } from "../src/compare.js";
import { readDefinitions } from "../src/definition.js";
import { kafkaVersions } from "../src/fetch-kafka-clients.js";
import { messages, versionsIn } from "../src/messages.js";

const names = messages.map(({ name }) => name);
const kafkas = kafkaVersions.map((version) => ({ version, definitions: readDefinitions(version, names) }));
const newest = kafkas.at(-1)!;
let compared = 0;
let differing = 0;

describe.each(kafkas)("Kafka $version", ({ definitions }) => {
  test.each(messages.filter(({ name }) => definitions.has(name)))("$name is declared alike", (ours) => {
    const theirs = definitions.get(ours.name)!;
    const differences = compare(ours, theirs, newest.definitions.get(ours.name));
    compared += versionsIn(theirs.validVersions).length;
    differing += differences.length;
    expect(differences).toEqual([]);
  });
});

test.each(messages)("$name has all versions that any Kafka has, and no other", ({ name, versions }) => {
  const known = kafkas.flatMap(({ definitions }) => versionsIn(definitions.get(name)?.validVersions ?? "none"));
  expect(versionsIn(versions)).toEqual([...new Set(known)].sort((a, b) => a - b));
});

test.each(apis)("$name has Kafka's key, and negotiates no version that Kafka still changes", (api) => {
  const { apiKey, validVersions, latestVersionUnstable } = newest.definitions.get(`${api.name}Request`)!;
  const latest = versionsIn(validVersions).at(-1)!;
  expect(api.key).toBe(apiKey);
  expect(api.latestStableVersion).toBe(latestVersionUnstable ? latest - 1 : latest);
});

afterAll(() => {
  const released = kafkaVersions.join(", ");
  console.log(
    `Kafka ${released}: ${messages.length} messages, ${compared} versions compared, ${differing} differences`,
  );
});
