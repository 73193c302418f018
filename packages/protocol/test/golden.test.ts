import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Reader, Writer } from "../src/wire/index.js";
import { everyMessage } from "./every-message.js";
import { fromJson, toJson, withoutAbsentFields } from "./json-form.js";

/**
 * Messages that Apache Kafka wrote, annotated field by field (`npm run golden -w @k/conformance-tooling` writes them anew).
 * A file is a message, a section one version of it: a line of JSON, then bytes with what they are behind a `#`.
 */

const folder = new URL("golden/", import.meta.url);
const messages = new Map(everyMessage.map((message) => [message.name, message]));
const sections = readdirSync(folder).flatMap((file) => parseGolden(readFileSync(new URL(file, folder), "utf8")));

test("every message has a golden file", () => {
  expect(new Set(sections.map(({ name }) => name))).toEqual(new Set(messages.keys()));
});

test.each(sections)("$name v$version is read and written as Kafka does", ({ name, version, json, bytes }) => {
  const message = messages.get(name)!;
  const codec = message.codec(version);
  const reader = new Reader(bytes);
  const value = codec.read(reader);
  reader.expectEnd();
  expect(withoutAbsentFields(message, version, toJson(value))).toEqual(json);

  const writer = new Writer();
  codec.write(writer, fromJson(message, json));
  expect(Buffer.from(writer.finish()).toString("hex")).toBe(bytes.toString("hex"));
});

function parseGolden(text: string): { name: string; version: number; json: unknown; bytes: Buffer }[] {
  const [head, ...parts] = text.split(/^## v/m);
  const name = /^# (\w+)/.exec(head!)![1]!;
  return parts.map((part) => {
    const [title, json, ...lines] = part.split("\n");
    const hex = lines.map((line) => line.replace(/#.*/, "").replaceAll(" ", "")).join("");
    return { name, version: Number.parseInt(title!, 10), json: JSON.parse(json!), bytes: Buffer.from(hex, "hex") };
  });
}
