/** What goes out: lines, tables, JSON, progress, errors. Knows nothing of where it comes from. */

export { type Colors, colorsFor } from "./colors.js";
export { errorLine, errorStack } from "./error-line.js";
export { bytesToJson, textOf, toJson } from "./json.js";
export { isBrokenPipe, Output } from "./output.js";
export { type Progress, type Standing, showProgress } from "./progress.js";
export { type Column, formatCount, table } from "./table.js";
export { formatBytes, formatDuration } from "./units.js";
