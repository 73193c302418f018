import { expect, test } from "vitest";
import { describe } from "../schema/index.js";
import { apiByKey, apis, InitProducerId } from "./index.js";

test("every API is there once, ascending by key, and found by it", () => {
  const keys = apis.map((api) => api.key);
  expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
  for (const api of apis) expect(apiByKey(api.key)).toBe(api);
  expect(apiByKey(9999)).toBeUndefined();
});

test("every version compiles, in both directions", () => {
  let versions = 0;
  for (const api of apis) {
    for (let version = api.minVersion; version <= api.maxVersion; version++, versions++) {
      api.request(version);
      api.response(version);
    }
  }
  expect(versions).toBe(156);
});

test("tags of a struct are unique and stand in flexible versions only", () => {
  for (const api of apis) {
    for (const { name, flexible, fields } of [describe(api.messages.request), describe(api.messages.response)]) {
      const tags = fields.flatMap(({ tag }) => (tag === undefined ? [] : [tag]));
      expect(new Set(tags).size, name).toBe(tags.length);
      if (tags.length > 0) expect(flexible, name).toBeDefined();
    }
  }
});

test("a version that Kafka still changes is known but not negotiated", () => {
  expect(InitProducerId).toMatchObject({ maxVersion: 6, latestStableVersion: 5 });
});
