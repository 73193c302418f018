/** Base64 or base64url, padded or not. Undefined for what is not: Node skips what it does not understand. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  const encoded = bytes.toString("base64");
  const standard = text.replaceAll("-", "+").replaceAll("_", "/");
  return standard === encoded || standard === encoded.replaceAll("=", "") ? bytes : undefined;
}
