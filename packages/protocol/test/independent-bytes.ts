/** Builds bytes one by one, the slow and obvious way. Shares no code with src/, so that the two can check each other. */

export type Bytes = readonly number[];

export const int8 = (value: number): Bytes => [value & 255];
export const int16 = (value: number): Bytes => [...int8(value >> 8), ...int8(value)];
export const int32 = (value: number): Bytes => [...int16(value >> 16), ...int16(value)];
export const int64 = (value: bigint): Bytes => [
  ...int32(Number((value >> 32n) & 0xffffffffn)),
  ...int32(Number(value & 0xffffffffn)),
];

export function varint(value: number): Bytes {
  return value < 128 ? [value] : [128 + (value % 128), ...varint(Math.floor(value / 128))];
}

const utf8 = (text: string): Bytes => [...new TextEncoder().encode(text)];

export const string = (text: string): Bytes => [...int16(utf8(text).length), ...utf8(text)];
export const compactString = (text: string): Bytes => [...varint(utf8(text).length + 1), ...utf8(text)];
export const bytes = (value: Bytes): Bytes => [...int32(value.length), ...value];
export const compactBytes = (value: Bytes): Bytes => [...varint(value.length + 1), ...value];
export const array = (...elements: Bytes[]): Bytes => [...int32(elements.length), ...elements.flat()];
export const compactArray = (...elements: Bytes[]): Bytes => [...varint(elements.length + 1), ...elements.flat()];
export const tags = (...fields: [tag: number, value: Bytes][]): Bytes => [
  ...varint(fields.length),
  ...fields.flatMap(([tag, value]) => [...varint(tag), ...varint(value.length), ...value]),
];

export const nullString: Bytes = [255, 255];
export const compactNull: Bytes = [0];

/** Four bytes of size, then the parts. */
export const frame = (...parts: Bytes[]): Bytes => [...int32(parts.flat().length), ...parts.flat()];
