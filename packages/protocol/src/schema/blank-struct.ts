import type { AnyType } from "./type.js";

/**
 * Makes structs with every field at its default. Spreading a template gives all structs of a schema the same hidden class,
 * whatever their version lacks; only arrays and structs are made anew, because who reads a message owns it.
 *
 * @param overwritten fields that the caller sets in any case
 */
export function blankStruct(
  entries: readonly (readonly [name: string, type: AnyType])[],
  overwritten: ReadonlySet<string> = new Set(),
): () => Record<string, unknown> {
  const template: Record<string, unknown> = {};
  const fresh: { readonly name: string; readonly make: () => unknown }[] = [];
  for (const [name, type] of entries) {
    const value = type.fallback();
    const shared = typeof value !== "object" || value === null || value instanceof Uint8Array;
    template[name] = shared ? value : null;
    if (!shared && !overwritten.has(name)) fresh.push({ name, make: type.fallback });
  }
  if (fresh.length === 0) return () => ({ ...template });
  return () => {
    const value = { ...template };
    for (let i = 0; i < fresh.length; i++) value[fresh[i]!.name] = fresh[i]!.make();
    return value;
  };
}
