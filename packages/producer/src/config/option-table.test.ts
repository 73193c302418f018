/** The table describes the options that there are: no more, no fewer, with the right defaults. */
import { KafkaClient, type KafkaClientOptions, silentLogger } from "@k/client";
import { expect, expectTypeOf, test } from "vitest";
import type { Option } from "./option.js";
import type { ProducerOptions } from "./producer-options.js";
import { resolveProducerConfig } from "./resolve-producer-config.js";
import { type OptionName, optionGroups, optionTable } from "./table/index.js";

const options = Object.entries<Option>(optionTable);

test("every option of the producer and of the client is in the table", () => {
  expectTypeOf<keyof ProducerOptions>().toExtend<OptionName>();
  // Whether there may be legacy brokers follows from idempotence.
  expectTypeOf<Exclude<keyof KafkaClientOptions, "legacyBrokers">>().toExtend<OptionName>();
});

test("the documentation has every option once", () => {
  expect(Object.values(optionGroups).flatMap((group) => Object.keys(group))).toEqual(Object.keys(optionTable));
});

test("the defaults are those that a producer without options has", () => {
  const resolved: Readonly<Record<string, unknown>> = { ...resolveProducerConfig({}).producer };
  const stated = options.filter(([, option]) => option.owner !== "client" && option.default !== undefined);
  expect(stated.length).toBeGreaterThan(15);
  for (const [name, option] of stated) expect(resolved[name], name).toEqual(option.default);
});

test("every default is a value that its option takes", () => {
  for (const [name, { value, default: fallback }] of options) {
    if (fallback !== undefined) expect(value.accepts(fallback), name).toBe(true);
  }
});

test("the client takes the defaults that are documented for it", () => {
  const documented = Object.fromEntries(
    options.flatMap(([name, { owner, default: fallback }]) =>
      owner === "client" && fallback !== undefined ? [[name, fallback]] : [],
    ),
  );
  // Given without TLS and SASL, some of them have no effect: the logger keeps the warnings.
  expect(() => new KafkaClient({ ...documented, logger: silentLogger })).not.toThrow();
});

test("a name of Kafka's leads to one option", () => {
  const names = options.flatMap(([, { kafka }]) => (kafka === undefined ? [] : [kafka]));
  expect(new Set(names).size).toBe(names.length);
});
