import { KafkaConfigurationError } from "@k/client";
import type { Option } from "./option.js";
import { suggestOption } from "./suggest-option.js";
import { type OptionName, optionTable } from "./table/index.js";

/**
 * Throws KafkaConfigurationError for an option that does not exist or has a value of the wrong kind. Secrets, and what only
 * the client can judge, are of the kind that takes anything here: the client looks at them itself, and never shows them.
 */
export function checkOptions(options: object): void {
  if (typeof options !== "object" || options === null) {
    throw new KafkaConfigurationError(`expected the options as an object, not ${show(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    // An option that is undefined was not given: `{ lingerMs: settings.lingerMs }` must just work.
    if (value === undefined) continue;
    if (!isOptionName(name)) throw new KafkaConfigurationError(`unknown option ${JSON.stringify(name)}${hint(name)}`);
    const option: Option = optionTable[name];
    if (option.value.accepts(value)) continue;
    throw new KafkaConfigurationError(`${name}: expected ${option.value.expectation}, not ${show(value)}`);
  }
}

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(optionTable, name);
}

function hint(name: string): string {
  const suggestion = suggestOption(name);
  if (suggestion === undefined) return "; docs/options.md lists all there are";
  if (!name.includes(".")) return `: did you mean ${suggestion}?`;
  return `: did you mean ${suggestion}? (producerOptionsFromProperties() reads Kafka's dotted names)`;
}

/** Secrets are taken as they are here, so that what is refused may be shown. */
function show(value: unknown): string {
  if (typeof value === "string") return `the string ${JSON.stringify(value)}`;
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "function" ? "a function" : String(value);
}
