/** What comes in: files and pipes, lines, records, options. Knows nothing of Kafka's bytes. */

export { parseBase64, parseHex } from "./bytes-argument.js";
export { InputError } from "./input-error.js";
export { readJsonArray } from "./json-array.js";
export { jsonLines, keyedLines, type LineFormat, type LineRecord, plainLines } from "./line-record.js";
export { readLines } from "./lines.js";
export { type Input, openInput } from "./open-input.js";
export { parseOptions } from "./options.js";
