/** Reads certificates and keys, and tells formats apart by what is in them, not by the file's name. */
import { readFile } from "node:fs/promises";
import { KafkaConfigurationError } from "../errors.js";
import type { FileOrContent } from "./tls-options.js";

export type KeyMaterial =
  | { readonly format: "pem"; readonly bytes: Buffer }
  | { readonly format: "pkcs12"; readonly bytes: Buffer };

/** `option` is named in errors. Reads the file each time, so that a rotated one is taken up. */
export async function readKeyMaterial(option: string, source: FileOrContent): Promise<KeyMaterial> {
  const [bytes, name] = await contentOf(option, source);
  if (bytes.includes("-----BEGIN ")) return { format: "pem", bytes };
  if (startsWith(bytes, 0xfe, 0xed, 0xfe, 0xed) || startsWith(bytes, 0xce, 0xce, 0xce, 0xce)) {
    throw new KafkaConfigurationError(
      `${option}: ${name} is a Java keystore (JKS), which only Java can read. Convert it: keytool -importkeystore -srckeystore ${name} -destkeystore keystore.p12 -deststoretype PKCS12; for a truststore then: openssl pkcs12 -in keystore.p12 -nokeys -out ca.pem`,
    );
  }
  const inner = derSequenceContent(bytes);
  // PFX ::= SEQUENCE { version INTEGER (3), … } and Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, … }
  if (inner !== undefined && startsWith(inner, 0x02, 0x01, 0x03)) return { format: "pkcs12", bytes };
  if (inner !== undefined && startsWith(inner, 0x30))
    return { format: "pem", bytes: derCertificateToPem(option, bytes) };
  throw new KafkaConfigurationError(`${option}: ${name} is neither PEM nor PKCS#12 nor a DER certificate`);
}

async function contentOf(option: string, source: FileOrContent): Promise<readonly [Buffer, string]> {
  if (typeof source !== "string") return [Buffer.from(source), "the given value"];
  if (source.includes("-----BEGIN ")) return [Buffer.from(source), "the given text"];
  try {
    return [await readFile(source), source];
  } catch (error) {
    throw new KafkaConfigurationError(`${option}: ${source} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** What is inside a DER SEQUENCE, or undefined if it is none. Lengths are one byte, or 0x80 + n and n bytes. */
function derSequenceContent(bytes: Buffer): Buffer | undefined {
  const [tag, length] = bytes;
  if (tag !== 0x30 || length === undefined) return undefined;
  return bytes.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f));
}

function derCertificateToPem(option: string, bytes: Buffer): Buffer {
  try {
    const { X509Certificate } = process.getBuiltinModule("node:crypto");
    return Buffer.from(new X509Certificate(bytes).toString());
  } catch (error) {
    throw new KafkaConfigurationError(`${option}: not a certificate that can be read`, { cause: error });
  }
}

function startsWith(bytes: Uint8Array, ...prefix: readonly number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}
