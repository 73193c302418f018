import { type FieldDescription, type MessageDescription, parseVersions, type Versions } from "@k/protocol/schema";
import type { Definition, FieldDefinition } from "./definition.js";
import { versionsIn } from "./messages.js";
import { newestName } from "./renamed.js";

/**
 * Where our message is not Kafka's: one line a difference, with its path; empty where the two agree.
 *
 * @param newest the message in the newest Kafka. Defaults and what is ignorable are a matter of the code, not of the wire, and
 *   Kafka changes them for fields that exist: where the newest definition still has a field, it alone decides about these two.
 */
export function compare(ours: MessageDescription, theirs: Definition, newest: Definition = theirs): string[] {
  const differences: string[] = [];
  for (const version of versionsIn(theirs.validVersions)) {
    const place = `${ours.name} v${version}`;
    if (!within(version, ours.versions)) {
      differences.push(`${place}: we do not have it`);
      continue;
    }
    const comparison: Comparison = {
      message: theirs.name,
      version,
      structs: structsOf(theirs),
      decidedElsewhere: newest === theirs ? new Set() : fieldPaths(newest),
      differ: (path, what, our, their) => {
        if (our !== their) differences.push(`${place}${path}: ${what} is ${our}; Kafka has ${their}`);
      },
    };
    comparison.differ("", "flexible", within(version, ours.flexible), within(version, theirs.flexibleVersions));
    compareFields(comparison, "", ours.fields, theirs.fields);
  }
  return differences;
}

interface Comparison {
  readonly message: string;
  readonly version: number;
  readonly structs: Structs;
  /** Paths of fields whose default and `ignorable` another definition decides about. */
  readonly decidedElsewhere: ReadonlySet<string>;
  differ(path: string, what: string, ours: unknown, theirs: unknown): void;
}

type Structs = ReadonlyMap<string, readonly FieldDefinition[]>;

function compareFields(
  comparison: Comparison,
  path: string,
  ours: readonly FieldDescription[],
  theirs: readonly FieldDefinition[],
): void {
  const { version, message, decidedElsewhere } = comparison;
  // Tagged fields have no order, and Kafka adds them to versions that exist: what the newest definition has is no surplus.
  const inOrder = ours.filter((one) => within(version, one.versions) && !within(version, one.tagged));
  const tagged = ours.filter((one) => within(version, one.versions) && within(version, one.tagged));
  const theirOrder = theirs.filter((one) => within(version, one.versions) && !within(version, one.taggedVersions));
  const theirNames = new Set(theirs.map((one) => nameOf(message, path, one)));
  const order = inOrder.map(({ name }) => name).join(", ");
  comparison.differ(path, "order of fields", order, theirOrder.map((one) => nameOf(message, path, one)).join(", "));
  for (const { name } of tagged) {
    const known = theirNames.has(name) || decidedElsewhere.has(`${path}.${name}`);
    if (!known) comparison.differ(path, name, "a tagged field", "none");
  }

  for (const field of theirs) {
    const name = nameOf(message, path, field);
    const our = ours.find((one) => one.name === name);
    // What a version does not carry has a default and may be ignorable, too: that decides what is an error.
    if (our === undefined) comparison.differ(path, name, "missing", "a field");
    else compareField(comparison, `${path}.${name}`, our, field);
  }
}

function compareField(comparison: Comparison, path: string, ours: FieldDescription, theirs: FieldDefinition): void {
  const { version, structs, decidedElsewhere } = comparison;
  const [brackets, element] = splitType(theirs.type);
  const fields = theirs.fields ?? structs.get(element);
  comparison.differ(path, "type", ours.type, brackets + (fields === undefined ? element : "struct"));
  if (!decidedElsewhere.has(path)) {
    comparison.differ(path, "ignorable", ours.ignorable, String(theirs.ignorable ?? false) === "true");
    comparison.differ(path, "default", printDefault(ours.default, ours), printDefault(theirs.default, ours));
  }
  if (!within(version, theirs.versions)) return;
  comparison.differ(path, "nullable", within(version, ours.nullable), within(version, theirs.nullableVersions));
  const tag = within(version, ours.tagged) ? ours.tag : undefined;
  comparison.differ(path, "tag", tag, within(version, theirs.taggedVersions) ? theirs.tag : undefined);
  comparison.differ(path, "never flexible", ours.neverFlexible, theirs.flexibleVersions === "none");
  if (fields !== undefined) compareFields(comparison, path, ours.fields ?? [], fields);
}

/** Kafka's name in TypeScript's casing, and today's where it was another one once. */
function nameOf(message: string, parents: string, { name }: FieldDefinition): string {
  return newestName(message, parents, name.charAt(0).toLowerCase() + name.slice(1));
}

function splitType(type: string): [brackets: string, element: string] {
  return type.startsWith("[]") ? ["[]", type.slice(2)] : ["", type];
}

/** Definitions write defaults as strings, some in hexadecimal, and leave out what the type implies. */
function printDefault(value: unknown, { type }: FieldDescription): string {
  if (value === null) return "null";
  if (value === undefined || value === "") return /^u?int/.test(type) ? "0" : type === "bool" ? "false" : "";
  return /^u?int/.test(type) ? BigInt(value as string | number | bigint).toString() : String(value);
}

function structsOf({ commonStructs = [] }: Definition): Structs {
  return new Map(commonStructs.map(({ name, fields }) => [name, fields]));
}

function fieldPaths(definition: Definition): ReadonlySet<string> {
  const structs = structsOf(definition);
  const paths = new Set<string>();
  const walk = (fields: readonly FieldDefinition[], path: string): void => {
    for (const field of fields) {
      const here = `${path}.${nameOf(definition.name, path, field)}`;
      paths.add(here);
      walk(field.fields ?? structs.get(splitType(field.type)[1]) ?? [], here);
    }
  };
  walk(definition.fields, "");
  return paths;
}

function within(version: number, versions: string | undefined): boolean {
  if (versions === undefined || versions === "none") return false;
  const { min, max } = parseVersions(versions as Versions);
  return version >= min && version <= max;
}
