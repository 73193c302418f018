/** Bytes typed or pasted on the command line. */

import { UsageError } from "../usage-error.js";
import { decodeBase64 } from "./base64.js";

/** Hex digits as tools print them: spaces, line breaks, a leading 0x and `# comments` are skipped. */
export function parseHex(text: string): Uint8Array {
  const digits = text.replaceAll(/#[^\n]*/g, "").replaceAll(/0x|[\s:,]/gi, "");
  if (!/^([0-9a-f]{2})+$/i.test(digits)) throw new UsageError("--hex: expected an even number of hex digits");
  return Buffer.from(digits, "hex");
}

/** Base64 or base64url; line breaks are skipped. */
export function parseBase64(text: string): Uint8Array {
  const bytes = decodeBase64(text.replaceAll(/\s/g, ""));
  if (bytes === undefined || bytes.length === 0) throw new UsageError("--base64: expected base64 text");
  return bytes;
}
