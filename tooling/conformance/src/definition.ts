import { readFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import { type KafkaVersion, kafkaClientsJar } from "./fetch-kafka-clients.js";

/** A file of `common/message/` in Kafka's jars, as far as it says something about the wire. */
export interface Definition {
  readonly name: string;
  readonly apiKey?: number;
  readonly validVersions: string;
  readonly flexibleVersions?: string;
  readonly latestVersionUnstable?: boolean;
  readonly fields: readonly FieldDefinition[];
  /** Structs that several fields refer to by name. */
  readonly commonStructs?: readonly { readonly name: string; readonly fields: readonly FieldDefinition[] }[];
}

export interface FieldDefinition {
  readonly name: string;
  readonly type: string;
  readonly versions: string;
  readonly nullableVersions?: string;
  readonly taggedVersions?: string;
  readonly tag?: number;
  readonly flexibleVersions?: string;
  readonly ignorable?: boolean | string;
  readonly default?: unknown;
  readonly fields?: readonly FieldDefinition[];
}

/** The definitions of these messages in a version of Kafka, by name; those that it does not have are missing. */
export function readDefinitions(version: KafkaVersion, names: readonly string[]): ReadonlyMap<string, Definition> {
  const wanted = new Set(names.map((name) => `common/message/${name}.json`));
  const files = unzipSync(readFileSync(kafkaClientsJar(version)), { filter: ({ name }) => wanted.has(name) });
  const definitions = Object.values(files).map((bytes) => parseDefinition(strFromU8(bytes)));
  return new Map(definitions.map((definition) => [definition.name, definition]));
}

/** JSON with comments of the kind `// …`, which stand on lines of their own or after a field. */
export function parseDefinition(text: string): Definition {
  // Strings are matched first, so that a URL in one of them is not taken for a comment.
  return JSON.parse(text.replace(/("(?:[^"\\\n]|\\.)*")|\/\/.*$/gm, (_match, string?: string) => string ?? ""));
}
