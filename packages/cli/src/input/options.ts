/** `-X option=value`: options of the client and the producer, in their own spelling or in Kafka's dotted one. */

import { UsageError } from "../usage-error.js";

/** `linger.ms=5` and `lingerMs=5` both give `{ lingerMs: 5 }`. Which options exist is for the constructor that takes them to say. */
export function parseOptions(assignments: readonly string[]): Record<string, OptionValue> {
  return Object.fromEntries(assignments.map(parseAssignment));
}

export type OptionValue = string | number | boolean;

function parseAssignment(assignment: string): [name: string, value: OptionValue] {
  const equals = assignment.indexOf("=");
  if (equals <= 0) throw new UsageError(`-X ${assignment}: expected option=value`);
  const name = camelCase(assignment.slice(0, equals).trim());
  return [name, parseValue(name, assignment.slice(equals + 1))];
}

/** Kafka's names become ours by rule, not by a table: `max.in.flight.requests.per.connection` → `maxInFlightRequestsPerConnection`. */
const camelCase = (name: string) => name.replaceAll(/[.\-_](\w)/g, (_, letter: string) => letter.toUpperCase());

// A client id of 42 or a password of "true" stays what was typed.
const isText = (name: string) => /(id|username|password|secret|token)$/i.test(name);

function parseValue(name: string, text: string): OptionValue {
  if (isText(name)) return text;
  if (text === "true" || text === "false") return text === "true";
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
