import { Fetch, Metadata, Produce } from "@k/protocol";
import { expect, test } from "vitest";
import { UnsupportedVersionError } from "../errors.js";
import { NodeApiVersions } from "./node-api-versions.js";
import { releaseVersions } from "./release-versions.js";

const speaking = (min: number, max: number) =>
  new NodeApiVersions(new Map([[Produce.key, { min, max }]]), "negotiated");
const ours = Produce.latestStableVersion;

test.each([
  ["the broker's highest", [0, 9], {}, 9],
  ["our highest when the broker is newer", [0, 99], {}, ours],
  ["the caller's limit", [0, 9], { maxVersion: 7 }, 7],
  ["nothing below what the feature needs", [0, 2], { minVersion: 3 }, undefined],
  ["nothing when the broker begins above the caller's limit", [5, 9], { maxVersion: 4 }, undefined],
  ["the one version that is left", [3, 9], { minVersion: 3, maxVersion: 3 }, 3],
])("%s is chosen", (_, [min, max]: any, bounds, expected) => {
  expect(speaking(min, max).find(Produce, bounds)).toBe(expected);
});

test("an API that the broker does not list is not silently sent", () => {
  expect(speaking(0, 9).find(Fetch)).toBeUndefined();
  expect(() => speaking(0, 9).pick(Fetch, {}, "a:9092")).toThrow(UnsupportedVersionError);
  expect(() => speaking(0, 9).pick(Fetch, {}, "a:9092")).toThrow(/Fetch: broker a:9092 does not have it/);
});

test("the error says who can do what", () => {
  expect(() => speaking(0, 2).pick(Produce, { minVersion: 3 }, "a:9092")).toThrow(
    `Produce: broker a:9092 speaks v0 to v2 (negotiated), and v3 to v${ours} is wanted here`,
  );
});

test.each([
  [[0, 8, 2], 0, 0],
  [[0, 9], 1, 0],
  [[0, 10, 0], 2, 1],
  [[0, 10, 2, 1], 2, 2],
  [[0, 11], 3, 4],
  [[1, 0], 5, 5],
  [[2, 4, 1], 8, 9],
  [[2, 7], 8, 9],
  [[4, 1], 11, 12],
] as const)("Kafka %j: Produce v%i, Metadata v%i", (release, produce, metadata) => {
  expect(releaseVersions(release)?.find(Produce)).toBe(produce);
  expect(releaseVersions(release)?.find(Metadata)).toBe(metadata);
});

test("nothing is known about releases before 0.8", () => {
  expect(releaseVersions([0, 7, 9])).toBeUndefined();
});
