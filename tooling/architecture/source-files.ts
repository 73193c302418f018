/** The TypeScript files under packages/ and what they import. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const packageNames = readdirSync(join(root, "packages")).sort();

export interface SourceFile {
  /** The folder's name under packages/. */
  readonly package: string;
  /** Relative to the repository. */
  readonly path: string;
  /** A test, or something only tests use: nothing of it is published. */
  readonly isTest: boolean;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** For relative ones: the imported .ts file, relative to the repository. */
  readonly target: string | undefined;
  /** Gone after compilation: `import type`, `export type`. */
  readonly isTypeOnly: boolean;
}

export const sourceFiles: readonly SourceFile[] = packageNames.flatMap((name) =>
  ["src", "test"].flatMap((folder) => readFiles(name, join("packages", name, folder))),
);

function readFiles(packageName: string, folder: string): SourceFile[] {
  return typescriptFilesIn(join(root, folder)).map((absolute) => {
    const path = relative(root, absolute);
    const text = withoutComments(readFileSync(absolute, "utf8"));
    return {
      package: packageName,
      path,
      isTest: /\.test\.ts$/.test(path) || path.split("/")[2] === "test",
      text,
      imports: importsIn(text).map((each) => ({ ...each, target: resolveRelative(path, each.specifier) })),
    };
  });
}

function typescriptFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** What static and dynamic imports and re-exports name, types included. */
export function importsIn(text: string): Omit<Import, "target">[] {
  const statements = /^\s*(?:import|export)\b(\s+type\b)?[^;"'`]*?\bfrom\s*["']([^"']+)["']/gm;
  const bare = /^\s*import\s*()["']([^"']+)["']/gm;
  const calls = /\b(?:import|getBuiltinModule)\s*\(\s*()["']([^"']+)["']\s*\)/g;
  return [statements, bare, calls].flatMap((form) =>
    [...text.matchAll(form)].map(([, type, specifier = ""]) => ({ specifier, isTypeOnly: Boolean(type) })),
  );
}

/** Examples in a docstring are not imports. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}

/** Words in a message are not code. */
export function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');
}

function resolveRelative(from: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? join(dirname(from), specifier).replace(/\.js$/, ".ts") : undefined;
}
