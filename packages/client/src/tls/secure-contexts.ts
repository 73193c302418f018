/** Certificates and keys as OpenSSL wants them; made anew when the files have changed. */
import type { SecureContext, SecureContextOptions } from "node:tls";
import { KafkaConfigurationError } from "../errors.js";
import type { Logger } from "../runtime/index.js";
import { type KeyMaterial, readKeyMaterial } from "./key-material.js";
import type { TlsOptions } from "./tls-options.js";

export class SecureContexts {
  readonly #options: TlsOptions;
  readonly #logger: Logger;
  #current: { readonly fingerprint: string; readonly context: SecureContext } | undefined;

  constructor(options: TlsOptions, logger: Logger) {
    this.#options = options;
    this.#logger = logger;
  }

  /** For the next connection. While files are being replaced and do not fit together, the last ones that did are used. */
  async get(): Promise<SecureContext> {
    try {
      const options = await this.#read();
      const fingerprint = fingerprintOf(options);
      if (this.#current?.fingerprint !== fingerprint) {
        if (this.#current !== undefined)
          this.#logger.info("TLS: certificates or keys have changed and were read again");
        this.#current = { fingerprint, context: await createContext(options) };
      }
      return this.#current.context;
    } catch (error) {
      if (this.#current === undefined) throw error;
      this.#logger.warn(`TLS: going on with the certificates read before: ${(error as Error).message}`);
      return this.#current.context;
    }
  }

  async #read(): Promise<SecureContextOptions> {
    const { sslCafile, sslCertfile, sslKeyfile, sslCrlfile, sslPassword, sslCiphers } = this.#options;
    const read = (option: string, source: typeof sslCafile) =>
      source === undefined ? undefined : readKeyMaterial(option, source);
    const [ca, certificate, key, crl] = await Promise.all([
      read("sslCafile", sslCafile),
      read("sslCertfile", sslCertfile),
      read("sslKeyfile", sslKeyfile),
      read("sslCrlfile", sslCrlfile),
    ]);
    const passphrase = typeof sslPassword === "function" ? await sslPassword() : sslPassword;
    return {
      minVersion: "TLSv1.2",
      ...(ca && { ca: pemOf(ca, "sslCafile") }),
      ...(crl && { crl: pemOf(crl, "sslCrlfile") }),
      ...identityOf(certificate, key),
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(sslCiphers === undefined ? {} : { ciphers: sslCiphers }),
    };
  }
}

/** Who we are: one PKCS#12 file, or a certificate and a key, perhaps in one PEM file. */
function identityOf(certificate: KeyMaterial | undefined, key: KeyMaterial | undefined): SecureContextOptions {
  const store = [certificate, key].find((material) => material?.format === "pkcs12");
  if (store !== undefined) return { pfx: store.bytes };
  const cert = certificate ?? key;
  const privateKey = key ?? certificate;
  return cert === undefined || privateKey === undefined ? {} : { cert: cert.bytes, key: privateKey.bytes };
}

function pemOf(material: KeyMaterial, option: string): Buffer {
  if (material.format === "pem") return material.bytes;
  throw new KafkaConfigurationError(
    `${option}: certificates to trust are wanted as PEM. Convert it: openssl pkcs12 -in truststore.p12 -nokeys -out ca.pem`,
  );
}

async function createContext(options: SecureContextOptions): Promise<SecureContext> {
  const { createSecureContext } = await import("node:tls");
  try {
    return createSecureContext(options);
  } catch (error) {
    const detail = (error as Error).message;
    const hint = hints.find(([pattern]) => pattern.test(detail))?.[1] ?? "";
    throw new KafkaConfigurationError(`TLS: certificate or key cannot be used: ${detail}${hint}`, { cause: error });
  }
}

const hints: readonly (readonly [RegExp, string])[] = [
  [/key values mismatch/i, ": sslKeyfile is not the key of sslCertfile"],
  [/mac verify failure|bad decrypt|interrupted or cancelled|bad password/i, ": is sslPassword right?"],
  [/unsupported|RC2/i, ": the PKCS#12 file uses old ciphers; write it again with a current openssl or keytool"],
  [
    /no start line/i,
    ": a PEM file lacks what it should hold (a certificate in sslCertfile, a private key in sslKeyfile)",
  ],
];

function fingerprintOf(options: SecureContextOptions): string {
  return JSON.stringify(options, (_, value) =>
    value?.type === "Buffer" ? Buffer.from(value.data).toString("base64") : value,
  );
}
