/** Log segments: cutting them into entries, and showing what is in them. */

export { type DumpFormat, type DumpOptions, type DumpTotals, dumpSegment } from "./dump-segment.js";
export { jsonFormat } from "./json-format.js";
export { textFormat } from "./text-format.js";
