/** Writes results into docs/performance.md, between markers, and leaves the prose around them alone. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../../docs/performance.md", import.meta.url));

export function writeSection(name, text) {
  const [start, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const document = existsSync(file) ? readFileSync(file, "utf8") : "# Performance\n";
  const section = `${start}\n\n${text.trim()}\n\n${end}`;
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  const updated =
    from < 0 || to < 0
      ? `${document.trimEnd()}\n\n${section}\n`
      : document.slice(0, from) + section + document.slice(to + end.length);
  writeFileSync(file, updated);
  console.log(`written to docs/performance.md (${name})`);
}
