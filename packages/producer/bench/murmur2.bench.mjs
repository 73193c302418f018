// ns per key: npm run bench:micro -w @k/producer bench/murmur2.bench.mjs
import { murmur2, murmur2Text } from "../src/partitioner/index.js";
import { nanosecondsPerCall } from "./nanoseconds.mjs";

const keys = {
  "10 characters": (i) => `key-${100_000 + (i % 1000)}`,
  "36 characters (a UUID)": (i) => `7f9c24e8-3b12-4fef-91e0-${String(100_000_000_000 + (i % 1000))}`,
  "10 characters, not ASCII": (i) => `schlüs-${100 + (i % 900)}`,
};

const results = {};
let sink = 0;
for (const [name, keyOf] of Object.entries(keys)) {
  const texts = Array.from({ length: 1000 }, (_, i) => keyOf(i));
  const bytes = texts.map((text) => Buffer.from(text));
  results[name] = {
    "murmur2 of bytes": nanosecondsPerCall((i) => {
      sink ^= murmur2(bytes[i % 1000]);
    }),
    murmur2Text: nanosecondsPerCall((i) => {
      sink ^= murmur2Text(texts[i % 1000]);
    }),
    "encode, then murmur2": nanosecondsPerCall((i) => {
      sink ^= murmur2(Buffer.from(texts[i % 1000]));
    }),
  };
}
console.table(results);
if (Number.isNaN(sink)) throw new Error("the hashes must not be optimised away");
