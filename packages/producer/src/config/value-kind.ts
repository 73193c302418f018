/** The kinds of values that options take: how each is told from a wrong one, named in an error, and read from text. */

export interface ValueKind {
  /** For the documentation: `integer`, `"a" | "b"`. */
  readonly type: string;
  /** For errors, after "expected". */
  readonly expectation: string;
  readonly unit?: Unit;
  accepts(value: unknown): boolean;
  /** From the text of a properties file; undefined if it is not one of this kind. Absent: text cannot carry it. */
  fromText?(text: string): unknown;
}

export type Unit = "ms" | "bytes";

/** Kafka's largest int, the largest delay of a timer, and 24 days in milliseconds. */
export const MAX_INT = 2_147_483_647;

export function integer(range: { min?: number; max?: number; unit?: Unit } = {}): ValueKind {
  const { min = 0, max = MAX_INT, unit } = range;
  return {
    type: "integer",
    expectation: `an integer from ${min} to ${max}${unit === undefined ? "" : ` (${UNIT_NAMES[unit]})`}`,
    ...(unit === undefined ? {} : { unit }),
    accepts: (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    fromText: (text) => (/^-?\d+$/.test(text) ? Number(text) : undefined),
  };
}

export function boolean(): ValueKind {
  return {
    type: "boolean",
    expectation: "true or false",
    accepts: (value) => typeof value === "boolean",
    fromText: (text) => ({ true: true, false: false })[text.toLowerCase()],
  };
}

export function oneOf(...choices: readonly (string | number)[]): ValueKind {
  const listed = choices.map((choice) => JSON.stringify(choice));
  return {
    type: listed.join(" | "),
    expectation: `${listed.slice(0, -1).join(", ")} or ${listed.at(-1)}`,
    accepts: (value) => choices.some((choice) => choice === value),
    fromText: (text) => choices.find((choice) => String(choice).toLowerCase() === text.toLowerCase()),
  };
}

/** As `oneOf`, for names that their owner reads in any case. */
export function oneOfInAnyCase(...choices: readonly string[]): ValueKind {
  const kind = oneOf(...choices);
  return { ...kind, accepts: (value) => typeof value === "string" && choices.includes(value.toUpperCase()) };
}

/** Or null, which says the same as leaving it out. */
export function orNull(kind: ValueKind): ValueKind {
  return { ...kind, accepts: (value) => value === null || kind.accepts(value) };
}

export function text(): ValueKind {
  return {
    type: "string",
    expectation: "a non-empty string",
    accepts: (value) => typeof value === "string" && value !== "",
    fromText: (value) => (value === "" ? undefined : value),
  };
}

/** Host names, or one string with commas. */
export function textOrList(): ValueKind {
  return {
    type: "string | string[]",
    expectation: "a string or a list of strings",
    accepts: (value) =>
      typeof value === "string" || (Array.isArray(value) && value.every((item) => typeof item === "string")),
    fromText: (value) => value,
  };
}

/** A function, or an object with a method of that name. */
export function functionOrObject(type: string, method: string): ValueKind {
  return {
    type,
    expectation: `a function, or an object with a ${method}() method`,
    accepts: (value) => typeof value === "function" || hasMethods(value, [method]),
  };
}

export function objectWith(type: string, ...methods: readonly string[]): ValueKind {
  return {
    type,
    expectation: `an object with the ${methods.length === 1 ? "method" : "methods"} ${methods.join("(), ")}()`,
    accepts: (value) => hasMethods(value, methods),
  };
}

/** A list of objects of which each has at least one of the methods. */
export function listOf(type: string, ...methods: readonly string[]): ValueKind {
  return {
    type: `${type}[]`,
    expectation: `a list of objects with ${methods.map((method) => `${method}()`).join(" or ")}`,
    accepts: (value) =>
      Array.isArray(value) && value.every((item) => methods.some((method) => hasMethods(item, [method]))),
  };
}

export function func(type: string): ValueKind {
  return { type, expectation: "a function", accepts: (value) => typeof value === "function" };
}

/** Anything: whoever owns the option looks at it more closely. */
export function opaque(type: string): ValueKind {
  return { type, expectation: type, accepts: () => true };
}

const UNIT_NAMES: Readonly<Record<Unit, string>> = { ms: "milliseconds", bytes: "bytes" };

function hasMethods(value: unknown, methods: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return methods.every((method) => typeof (value as Record<string, unknown>)[method] === "function");
}
