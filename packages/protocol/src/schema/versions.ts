/** A range of message versions in Kafka's own notation: "3", "3+" or "0-2". */
export type Versions = `${number}` | `${number}+` | `${number}-${number}`;

export interface VersionRange {
  readonly min: number;
  /** `Infinity` for "3+". */
  readonly max: number;
}

/** Parsed once each: there are a thousand in the messages, and thirty that differ. */
const parsed = new Map<string, VersionRange>();

export function parseVersions(versions: Versions): VersionRange {
  let range = parsed.get(versions);
  if (range === undefined) {
    range = parse(versions);
    parsed.set(versions, range);
  }
  return range;
}

function parse(versions: Versions): VersionRange {
  const match = /^(\d+)(?:(\+)|-(\d+))?$/.exec(versions);
  if (match === null) throw new TypeError(`"${versions}" is not a version range: write "3", "3+" or "0-2"`);
  const min = Number(match[1]);
  const max = match[2] === "+" ? Number.POSITIVE_INFINITY : match[3] === undefined ? min : Number(match[3]);
  if (max < min) throw new TypeError(`"${versions}" is not a version range: it ends before it begins`);
  return { min, max };
}

export function includes(versions: Versions, version: number): boolean {
  const { min, max } = parseVersions(versions);
  return version >= min && version <= max;
}
