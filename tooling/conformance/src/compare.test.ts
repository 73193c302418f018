import { api, array, describe, type Fields, int8, int16, int64, string, struct, uuid } from "@k/protocol/schema";
import { expect, test } from "vitest";
import { compare } from "./compare.js";
import { parseDefinition } from "./definition.js";

const definition = parseDefinition(`
// A comment.
{
  "apiKey": 1, "type": "request", "name": "ExampleRequest", // another
  "validVersions": "1-3", "flexibleVersions": "3+",
  "fields": [
    { "name": "Name", "type": "string", "versions": "0+", "nullableVersions": "2+", "default": "null", "about": "http://x" },
    { "name": "Epoch", "type": "int16", "versions": "2+", "default": "-1", "ignorable": true },
    { "name": "Topics", "type": "[]Topic", "versions": "0+" },
    { "name": "Id", "type": "uuid", "versions": "3+", "taggedVersions": "3+", "tag": 0 }
  ],
  "commonStructs": [
    { "name": "Topic", "versions": "0+", "fields": [{ "name": "Offset", "type": "int64", "versions": "0+", "default": "0x10" }] }
  ]
}`);

const fields = {
  name: string.nullable("2+").default(null),
  epoch: int16.versions("2+").default(-1).ignorable(),
  topics: array({ offset: int64.default(16n) }),
  id: uuid.versions("3+").tag(0),
} satisfies Fields;

const differences = (changed: Fields, flexible = "3+" as const, versions: "1-3" | "1-2" = "1-3") =>
  compare(
    describe(
      api({ name: "Example", key: 1, versions, flexible, request: { ...fields, ...changed }, response: {} }).messages
        .request,
    ),
    definition,
  );

test("what is declared alike has no difference", () => {
  expect(differences({})).toEqual([]);
});

test.each<[string, Fields, string]>([
  ["type", { topics: array({ offset: int16.default(16) }) }, "v1.topics.offset: type is int16; Kafka has int64"],
  ["array", { topics: struct({ offset: int64.default(16n) }) }, "v1.topics: type is struct; Kafka has []struct"],
  ["nullability", { name: string.nullable("1+").default(null) }, "v1.name: nullable is true; Kafka has false"],
  ["default", { epoch: int16.versions("2+").ignorable() }, "v1.epoch: default is 0; Kafka has -1"],
  ["ignorable", { epoch: int16.versions("2+").default(-1) }, "v1.epoch: ignorable is false; Kafka has true"],
  ["tag", { id: uuid.versions("3+").tag(1) }, "v3.id: tag is 1; Kafka has 0"],
  ["tagged or not", { id: uuid.versions("3+") }, "v3.id: tag is undefined; Kafka has 0"],
  [
    "versions",
    { epoch: int16.default(-1).ignorable() },
    "v1: order of fields is name, epoch, topics; Kafka has name, topics",
  ],
  ["one field more", { extra: int8 }, "v1: order of fields is name, topics, extra; Kafka has name, topics"],
  ["one field less", { topics: array({}) }, "v1.topics: offset is missing; Kafka has a field"],
  ["tagged field more", { extra: int8.versions("3+").tag(1) }, "v3: extra is a tagged field; Kafka has none"],
  [
    "prefix",
    { name: string.nullable("2+").default(null).neverFlexible() },
    "v1.name: never flexible is true; Kafka has false",
  ],
])("another %s is a difference, with its path", (_what, changed, expected) => {
  expect(differences(changed)).toContain(`ExampleRequest ${expected}`);
});

test("another order is a difference", () => {
  const { name, ...others } = fields;
  const reordered = describe(
    api({ name: "Example", key: 1, versions: "1-3", flexible: "3+", request: { ...others, name }, response: {} })
      .messages.request,
  );
  expect(compare(reordered, definition)[0]).toContain("order of fields is topics, name; Kafka has name, topics");
});

test("a field of an older Kafka is judged by the newest, in what does not touch the wire", () => {
  const older = { ...definition, fields: definition.fields.map(({ default: _, ignorable: __, ...field }) => field) };
  const ours = describe(
    api({ name: "Example", key: 1, versions: "1-3", flexible: "3+", request: fields, response: {} }).messages.request,
  );
  expect(compare(ours, older)).not.toEqual([]);
  expect(compare(ours, older, definition)).toEqual([]);
});

test("another flexible version, and a version less, are differences", () => {
  expect(differences({}, "2+" as never)).toContain("ExampleRequest v2: flexible is true; Kafka has false");
  expect(differences({}, "3+", "1-2")).toEqual(["ExampleRequest v3: we do not have it"]);
});
