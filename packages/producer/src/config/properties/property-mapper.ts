/** What becomes of one property; `all` for those whose meaning depends on others. Throws UnmappableProperty. */
export type PropertyMapper = (value: string, all: ReadonlyMap<string, string>) => Readonly<Record<string, unknown>>;

/** Its message is the reason, without the name. It never contains a password. */
export class UnmappableProperty extends Error {
  override readonly name = "UnmappableProperty";
}

/** A property that has no counterpart, whatever its value. */
export function unmappable(reason: string): PropertyMapper {
  return (value) => {
    // Nothing asked for, nothing missing.
    if (value.trim() === "") return {};
    throw new UnmappableProperty(reason);
  };
}
