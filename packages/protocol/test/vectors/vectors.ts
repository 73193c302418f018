import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, test } from "vitest";

/**
 * Bytes that other implementations wrote. They lie beside the repository and are not part of it: without them the tests
 * say so and are skipped.
 */
export function describeVectors<E>(
  file: string,
  entries: (text: string) => readonly E[],
  cases: readonly VectorCase<E>[],
): void {
  const path = fileURLToPath(new URL(`../../../../../shared/vectors/${file}`, import.meta.url));
  if (!existsSync(path)) {
    console.warn(`SKIPPED vectors ${file}: ../shared/vectors is not there`);
    test.skip(`vectors of ${file} (../shared/vectors is not there)`, () => {});
    return;
  }
  const all = entries(readFileSync(path, "utf8"));
  const skipped = new Map<string, number>();
  let used = 0;
  for (const [i, entry] of all.entries()) {
    const applicable = cases.find((one) => one.takes(entry))!;
    if (applicable.skip !== undefined) {
      skipped.set(applicable.skip, (skipped.get(applicable.skip) ?? 0) + 1);
      continue;
    }
    used++;
    test(`${file} ${i}: ${applicable.title(entry)}`, () => applicable.check(entry));
  }
  afterAll(() => {
    const reasons = [...skipped].map(([reason, count]) => `${count} ${reason}`).join(", ");
    console.log(`vectors ${file}: ${used} used, ${all.length - used} skipped${reasons && ` (${reasons})`}`);
  });
}

/** The first case that takes an entry checks it. */
export type VectorCase<E> =
  | { takes(entry: E): boolean; title(entry: E): string; check(entry: E): void; readonly skip?: undefined }
  | { takes(entry: E): boolean; readonly skip: string };
