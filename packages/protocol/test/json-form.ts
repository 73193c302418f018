import type { AnyType } from "../src/schema/index.js";
import { type Fields, includes, type Message } from "../src/schema/index.js";

/** Messages as JSON and back: 64-bit integers as strings of digits, bytes and records as base64. */

type Json = any;

export function toJson(value: unknown): Json {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, toJson(field)]));
  }
  return value;
}

export function fromJson(message: Message<any>, json: Json): Json {
  return structFromJson(message.fields, json, message.name);
}

/** Only what the bytes said: neither fields that the version does not have nor tagged fields at their default. */
export function withoutAbsentFields(message: Message<any>, version: number, json: Json): Json {
  return structWithout(message.fields, version, json);
}

function structFromJson(fields: Fields, json: Json, path: string): Json {
  const unknown = Object.keys(json).filter((name) => fields[name] === undefined);
  if (unknown.length > 0) throw new TypeError(`${path} has no field ${unknown.join(", ")}`);
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, valueFromJson(fields[name]!, value, `${path}.${name}`)]),
  );
}

function valueFromJson({ kind }: AnyType, json: Json, path: string): unknown {
  if (json === null) return null;
  if ("fields" in kind) return structFromJson(kind.fields, json, path);
  if ("element" in kind) return json.map((item: Json) => valueFromJson(kind.element, item, path));
  if (kind.name === "int64") return BigInt(json);
  if (kind.name === "uint32") return Number(json);
  if (kind.name === "bytes" || kind.name === "records") return Buffer.from(json, "base64");
  return json;
}

function structWithout(fields: Fields, version: number, json: Json): Json {
  const carried = Object.entries(fields).filter(([name, type]) => {
    const { versions = "0+", tag } = type.attributes;
    const said = tag === undefined || JSON.stringify(json[name]) !== JSON.stringify(toJson(type.fallback()));
    return name in json && includes(versions, version) && said;
  });
  return Object.fromEntries(carried.map(([name, type]) => [name, valueWithout(type, version, json[name])]));
}

function valueWithout({ kind }: AnyType, version: number, json: Json): Json {
  if (json === null) return null;
  if ("fields" in kind) return structWithout(kind.fields, version, json);
  if ("element" in kind) return json.map((item: Json) => valueWithout(kind.element, version, item));
  return json;
}
