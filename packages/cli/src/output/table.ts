/** A table for people: columns aligned, numbers to the right, no boxes. */

import Table from "cli-table3";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

export function table(columns: readonly Column[], rows: readonly (readonly (string | number | bigint)[])[]): string {
  const drawn = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align = "left" }) => align),
    chars: plain,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  for (const row of rows) drawn.push(row.map((cell) => (typeof cell === "string" ? cell : formatCount(cell))));
  return drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

// Two spaces between columns are the only decoration.
const plain = {
  top: "", "top-mid": "", "top-left": "", "top-right": "",
  bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "",
  left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "",
  middle: "  ",
}; // biome-ignore format: a row a side

const counts = new Intl.NumberFormat("en-US");

/** 1234567 → `1,234,567`. */
export const formatCount = (value: number | bigint): string => counts.format(value);
