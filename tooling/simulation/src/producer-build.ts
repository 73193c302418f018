/**
 * Producers of other builds: a copy of @k/producer as it is built, changed in a few places, and loaded beside the real one.
 * That is how a numbering can begin near its end without an option that no user should ever see, and how bugs are planted.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { KafkaProducer } from "@k/producer";
import type { ProducerClasses } from "./run/index.js";

/** A place in the built code, and what stands there instead. */
export interface Patch {
  /** Occurs exactly once in the whole build. */
  readonly find: string;
  readonly replace: string;
}

type Loaded = Promise<typeof KafkaProducer>;

/** The producers of a build with these changes, or of the build as it is. */
export function producerClasses(patches: readonly Patch[] = []): ProducerClasses {
  const loaded = new Map<number, Loaded>();
  return (firstSequence) => {
    let producer = loaded.get(firstSequence);
    if (producer === undefined) {
      const all = firstSequence === 0 ? patches : [...patches, startingAt(firstSequence)];
      producer = all.length === 0 ? Promise.resolve(KafkaProducer) : loadPatched(all);
      loaded.set(firstSequence, producer);
    }
    return producer;
  };
}

const startingAt = (sequence: number): Patch => ({
  find: "options.firstSequence ?? 0",
  replace: `options.firstSequence ?? ${sequence}`,
});

async function loadPatched(patches: readonly Patch[]): Loaded {
  // Inside of this package, so that the copy finds the packages that it imports.
  const cache = fileURLToPath(new URL("../.cache", import.meta.url));
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "producer-"));
  try {
    const dist = fileURLToPath(new URL(".", import.meta.resolve("@k/producer")));
    await cp(dist, folder, { recursive: true });
    await cp(join(dist, "../package.json"), join(folder, "package.json"));
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".js"));
    const sources = new Map<string, string>();
    for (const name of files) sources.set(name, await readFile(join(folder, name), "utf8"));
    for (const patch of patches) apply(patch, sources);
    for (const [name, source] of sources) await writeFile(join(folder, name), source);
    const module = (await import(pathToFileURL(join(folder, "index.js")).href)) as {
      KafkaProducer: typeof KafkaProducer;
    };
    return module.KafkaProducer;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function apply({ find, replace }: Patch, sources: Map<string, string>): void {
  const places = [...sources].flatMap(([name, source]) => Array<string>(source.split(find).length - 1).fill(name));
  const [name] = places;
  if (name === undefined || places.length > 1) {
    throw new Error(`${JSON.stringify(find)} stands ${places.length} times in the built producer, not once`);
  }
  sources.set(name, (sources.get(name) as string).split(find).join(replace));
}
