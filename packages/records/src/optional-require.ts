/** Loads a package that may not be installed, when it is first needed, synchronously and out of any bundler's sight. */

/** Loaded when a native library is asked for, not with the package. */
const nodeModule = () => process.getBuiltinModule("node:module");

let requireHere: NodeJS.Require | undefined;

/** Throws what `require` throws when the package is missing or has no binary for this platform. */
export function optionalRequire(name: string): unknown {
  // In a CommonJS bundle import.meta.url is empty: look from the working directory then.
  requireHere ??= nodeModule().createRequire(import.meta.url ?? `file://${process.cwd()}/`);
  return requireHere(name);
}
