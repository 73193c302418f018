/** `-X option=value`: options of the client and the producer, in our spelling or in Kafka's dotted one. */

import { UsageError } from "../usage-error.js";

export interface ParsedOptions {
  /** `lingerMs=5`: the value's type is told by its looks; which options exist is for their constructor to say. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** `linger.ms=5`: text, as in a properties file. */
  readonly properties: Readonly<Record<string, string>>;
}

export type OptionValue = string | number | boolean;

export function parseOptions(assignments: readonly string[]): ParsedOptions {
  const options: Record<string, OptionValue> = {};
  const properties: Record<string, string> = {};
  for (const assignment of assignments) {
    const equals = assignment.indexOf("=");
    if (equals <= 0) throw new UsageError(`-X ${assignment}: expected option=value`);
    const name = assignment.slice(0, equals).trim();
    const text = assignment.slice(equals + 1);
    if (name.includes(".")) properties[name] = text;
    else options[name] = parseValue(name, text);
  }
  return { options, properties };
}

// A client id of 42 or a password of "true" stays what was typed.
const isText = (name: string) => /(id|username|password|secret|token)$/i.test(name);

function parseValue(name: string, text: string): OptionValue {
  if (isText(name)) return text;
  if (text === "true" || text === "false") return text === "true";
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
