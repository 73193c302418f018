/** Where the repository is and which workspaces it has. Node built-ins only: this runs before anything is installed. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const binaries = join(root, "node_modules", ".bin");

/**
 * Every workspace of the monorepo, packages first.
 * @returns {{ name: string, folder: string, scripts: Record<string, string> }[]}
 */
export function workspaces() {
  return ["packages", "tooling"].flatMap((group) =>
    readdirSync(join(root, group))
      .map((entry) => join(root, group, entry))
      .filter((folder) => existsSync(join(folder, "package.json")))
      .map((folder) => {
        const { name, scripts = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
        return { name, folder, scripts };
      }),
  );
}
