import { expect, test } from "vitest";
import { formatBytes, formatDuration } from "./units.js";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [12_340_000, "12.3 MB"],
  [5e15, "5000.0 TB"],
])("%d bytes", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0.25, "0.3 ms"],
  [83, "83 ms"],
  [4200, "4.2 s"],
  [192_000, "3 min 12 s"],
])("%d ms", (ms, text) => expect(formatDuration(ms)).toBe(text));
