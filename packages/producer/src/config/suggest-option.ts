/** Finds the option that somebody meant who wrote another name. */
import type { Option } from "./option.js";
import { optionTable } from "./table/index.js";

/** Undefined if nothing is near. Knows Kafka's, kafka-python's and librdkafka's names, and those of other Node clients. */
export function suggestOption(written: string): string | undefined {
  const wanted = normalise(written);
  let best: string | undefined;
  // Two slips, or one in four letters: further away it is another word.
  let bestDistance = Math.max(2, Math.floor(wanted.length / 4)) + 1;
  for (const { spelling, option } of spellings()) {
    const distance = editDistance(wanted, spelling, bestDistance);
    if (distance >= bestDistance) continue;
    bestDistance = distance;
    best = option;
  }
  return best;
}

function* spellings(): Generator<{ spelling: string; option: string }> {
  const options: [string, Option][] = Object.entries(optionTable);
  for (const [name] of options) yield { spelling: normalise(name), option: name };
  for (const [name, { kafka, librdkafka, alsoCalled = [] }] of options) {
    for (const other of [kafka, librdkafka?.name, ...alsoCalled]) {
      if (other !== undefined) yield { spelling: normalise(other), option: name };
    }
  }
}

/** `linger.ms`, `linger_ms` and `LingerMS` are all spellings of `lingerMs`. */
function normalise(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/g, "").toLowerCase();
}

/** Levenshtein: insertions, deletions and replacements of a letter. Gives up, with `limit`, when it cannot be less. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return Math.min(limit, previous[b.length]!);
}
