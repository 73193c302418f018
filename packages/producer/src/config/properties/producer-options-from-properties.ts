import { KafkaConfigurationError } from "@k/client";
import type { Option } from "../option.js";
import type { ProducerOptions } from "../producer-options.js";
import { suggestOption } from "../suggest-option.js";
import { optionTable } from "../table/index.js";
import { javaClassProperties } from "./java-classes.js";
import { parseProperties } from "./parse-properties.js";
import { type PropertyMapper, UnmappableProperty } from "./property-mapper.js";
import { saslProperties } from "./sasl-properties.js";
import { settledProperties } from "./settled-properties.js";
import { sslProperties } from "./ssl-properties.js";

/**
 * Options from a `producer.properties`: its text, or its names and values. Understands Kafka's dotted names, Java's
 * own serializers and partitioners by their class, `sasl.jaas.config` for PLAIN and SCRAM, and the PEM and PKCS#12
 * options of TLS. Throws one KafkaConfigurationError that names every property that has no counterpart here, and why.
 *
 * `K` and `V` are what the file's serializers take; nothing can check that against the text of a file.
 */
export function producerOptionsFromProperties<K = string | Uint8Array | null, V = string | Uint8Array | null>(
  properties: string | Readonly<Record<string, string>>,
): ProducerOptions<K, V> {
  const all = new Map(typeof properties === "string" ? parseProperties(properties) : Object.entries(properties));
  const options: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, value] of all) {
    try {
      Object.assign(options, mapProperty(name, value, all));
    } catch (error) {
      if (!(error instanceof UnmappableProperty)) throw error;
      problems.push(`${name}: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new KafkaConfigurationError(problems.join("\n"));
  // Every name is the table's, every value was accepted by its kind.
  return options as ProducerOptions<K, V>;
}

function mapProperty(name: string, value: string, all: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> {
  const own = mappers.get(name);
  if (own !== undefined) return own(value, all);

  const entry = optionsByKafkaName.get(name);
  if (entry === undefined) throw new UnmappableProperty(unknownProperty(name));
  const [option, { value: kind }] = entry;
  const parsed = kind.fromText?.(value.trim());
  if (parsed !== undefined && kind.accepts(parsed)) return { [option]: parsed };
  throw new UnmappableProperty(`expected ${kind.expectation}, not ${JSON.stringify(value)}`);
}

const mappers: ReadonlyMap<string, PropertyMapper> = new Map(
  Object.entries({
    ...javaClassProperties,
    ...saslProperties,
    ...sslProperties,
    ...settledProperties,
    "compression.gzip.level": compressionLevel("gzip"),
    "compression.lz4.level": onlyWithout("lz4", "lz4 has one level here; leave this out"),
    "compression.zstd.level": compressionLevel("zstd"),
  }),
);

const optionsByKafkaName: ReadonlyMap<string, readonly [name: string, option: Option]> = new Map(
  Object.entries<Option>(optionTable).flatMap(([name, option]) =>
    option.kafka === undefined ? [] : [[option.kafka, [name, option]] as const],
  ),
);

/** Kafka has a level per codec, and one that is not that of `compression.type` does nothing. */
function compressionLevel(codec: string): PropertyMapper {
  return (value, all) => {
    if (all.get("compression.type")?.trim() !== codec) return {};
    const level = optionTable.compressionLevel.value.fromText?.(value.trim());
    if (level === undefined) throw new UnmappableProperty(`expected an integer, not ${JSON.stringify(value)}`);
    return { compressionLevel: level };
  };
}

function onlyWithout(codec: string, reason: string): PropertyMapper {
  return (_, all) => {
    if (all.get("compression.type")?.trim() !== codec) return {};
    throw new UnmappableProperty(reason);
  };
}

function unknownProperty(name: string): string {
  const suggestion = suggestOption(name);
  if (suggestion === undefined) return "a producer here has no such option";
  const { kafka }: Option = optionTable[suggestion as keyof typeof optionTable];
  if (kafka === undefined || kafka === name) return `there is no such property; the option is ${suggestion}`;
  return `there is no such property; did you mean ${kafka}?`;
}
