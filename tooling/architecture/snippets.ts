/** The fenced code blocks of the documents. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageNames, root } from "./source-files.js";

export interface Snippet {
  /** Where it stands: "README.md:12". */
  readonly where: string;
  readonly language: string;
  /** The words after the language: `no-run` for fragments that cannot stand alone. */
  readonly flags: readonly string[];
  readonly code: string;
}

/** Relative to the repository; those that exist. */
const documents = [
  ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"],
  ...packageNames.map((name) => `packages/${name}/README.md`),
  ...filesIn("docs").filter((file) => file.endsWith(".md")),
];

export const snippets: readonly Snippet[] = documents.flatMap((document) => {
  const text = read(document);
  return text === undefined ? [] : snippetsIn(document, text);
});

export function snippetsIn(document: string, text: string): Snippet[] {
  return [...text.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```\s*$/gm)].map(
    ({ index, 1: language = "", 2: flags = "", 3: code = "" }) => ({
      where: `${document}:${text.slice(0, index).split("\n").length}`,
      language,
      flags: flags.trim().split(/\s+/),
      code,
    }),
  );
}

function read(document: string): string | undefined {
  try {
    return readFileSync(join(root, document), "utf8");
  } catch {
    return undefined;
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file));
}
