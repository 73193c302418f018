/** The bytes of a batch's header beside the names of its fields. */

/**
 * One line a field, annotated as golden files are: `00 00 00 2a  # batchLength`.
 * @param bytes a whole entry of the log
 */
export function annotateHeader(bytes: Uint8Array): string[] {
  let at = 0;
  return fieldsOf(bytes[MAGIC_OFFSET]).map(([name, size]) => {
    const field = bytes.subarray(at, at + size);
    at += size;
    return `${hex(field).padEnd(WIDTH)}  # ${name}`;
  });
}

type Field = readonly [name: string, size: number];

const MAGIC_OFFSET = 16;
// Eight bytes, two digits each, and spaces between them.
const WIDTH = 8 * 3 - 1;

function fieldsOf(magic: number | undefined): readonly Field[] {
  if (magic === 2) return batchFields;
  return magic === 1 ? [...messageFields, ["timestamp", 8]] : messageFields;
}

const batchFields: readonly Field[] = [
  ["baseOffset", 8],
  ["batchLength", 4],
  ["partitionLeaderEpoch", 4],
  ["magic", 1],
  ["crc (CRC-32C)", 4],
  ["attributes", 2],
  ["lastOffsetDelta", 4],
  ["baseTimestamp", 8],
  ["maxTimestamp", 8],
  ["producerId", 8],
  ["producerEpoch", 2],
  ["baseSequence", 4],
  ["recordsCount", 4],
];

const messageFields: readonly Field[] = [
  ["offset", 8],
  ["messageSize", 4],
  ["crc (CRC-32)", 4],
  ["magic", 1],
  ["attributes", 1],
];

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
