/** A table in Markdown, its columns aligned as the formatter of this repository aligns them. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  // A bar would end the cell that it stands in.
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  const [head = [], ...body] = cells;
  return `${[line(head), line(rule), ...body.map(line)].join("\n")}\n`;
}

export function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}
