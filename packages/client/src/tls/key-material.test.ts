import { expect, test } from "vitest";
import { pki, pkiPath } from "../../test/support/pki.js";
import { KafkaConfigurationError } from "../errors.js";
import { readKeyMaterial } from "./key-material.js";

test.each<[string, string | Uint8Array, string]>([
  ["a path to PEM", pkiPath("ca.pem"), "pem"],
  ["PEM text", pki("ca.pem").toString(), "pem"],
  ["PEM text after a preamble", `subject=/CN=ca\n${pki("ca.pem")}`, "pem"],
  ["PEM bytes", pki("ca.pem"), "pem"],
  ["a DER certificate", pkiPath("ca.der"), "pem"],
  ["PKCS#12", pkiPath("client.p12"), "pkcs12"],
  ["PKCS#12 bytes", new Uint8Array(pki("client.p12")), "pkcs12"],
])("%s is told by its content", async (_, source, format) => {
  expect((await readKeyMaterial("sslCafile", source)).format).toBe(format);
});

test.each<[string, string | Uint8Array, RegExp]>([
  ["JKS", Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2), /sslCafile: .*JKS.*keytool/],
  ["JCEKS", Uint8Array.of(0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2), /JKS/],
  ["nothing", new Uint8Array(), /neither PEM nor PKCS#12/],
  ["a broken certificate", Uint8Array.of(0x30, 0x03, 0x30, 0x01, 0), /not a certificate/],
  ["a folder", pkiPath("."), /cannot be read/],
])("%s is refused", async (_, source, message) => {
  const reading = readKeyMaterial("sslCafile", source);
  await expect(reading).rejects.toBeInstanceOf(KafkaConfigurationError);
  await expect(reading).rejects.toThrow(message);
});
