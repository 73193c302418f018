/** What people say about TLS, under the seed's names. */
import type { ConnectionOptions, SecureContext } from "node:tls";
import type { Secret } from "../sasl/index.js";

/** A path, PEM text, or the bytes of either kind of file. */
export type FileOrContent = string | Uint8Array;

export interface TlsOptions {
  /** A `tls.SecureContext`, or options of `tls.connect`; takes the place of the other ssl* options. */
  readonly sslContext?: SecureContext | ConnectionOptions;
  /** The CAs to trust, instead of Node's list. */
  readonly sslCafile?: FileOrContent;
  /** Our certificate and the chain above it; or a PKCS#12 file with certificate and key. */
  readonly sslCertfile?: FileOrContent;
  /** The private key of `sslCertfile`; not needed if that holds it as well. */
  readonly sslKeyfile?: FileOrContent;
  /** Of the private key or the PKCS#12 file. */
  readonly sslPassword?: Secret;
  /** Certificates revoked by the CA. */
  readonly sslCrlfile?: FileOrContent;
  /** Whether the certificate must be for the host that we connect to. Default true. */
  readonly sslCheckHostname?: boolean;
  /** OpenSSL cipher list. */
  readonly sslCiphers?: string;
}
