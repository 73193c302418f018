/** The 10,000 keys that every golden file here is about. */
export function* goldenKeys(): Generator<Uint8Array> {
  let state = 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let i = 0; i < 10_000; i++) {
    if (i % 2 === 0) yield new TextEncoder().encode(`key-${next()}`);
    else yield Uint8Array.from({ length: next() % 64 }, () => next() & 0xff);
  }
}
