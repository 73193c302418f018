/** Says which of the things that go wrong with certificates it was. */
import { AuthenticationError, KafkaConnectionError } from "../errors.js";

const unknownCa =
  "its certificate is not signed by a CA that is trusted here: put the CA's certificate into sslCafile (unknown CA)";
const clientCertificate =
  "it wants a client certificate that it trusts (mutual TLS): set sslCertfile and sslKeyfile, signed by a CA in the broker's truststore (client certificate required)";
const notTls =
  "it does not speak TLS on this port: use the port of an SSL listener, or set securityProtocol to PLAINTEXT or SASL_PLAINTEXT";
const tlsVersion = "no TLS version or cipher in common: 1.2 is the least that is spoken here";

/** Node's X.509 verification results and OpenSSL's reasons, by the code of the error. */
const certificateProblems: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownCa,
  UNABLE_TO_GET_ISSUER_CERT: unknownCa,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownCa,
  SELF_SIGNED_CERT_IN_CHAIN: unknownCa,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownCa,
  CERT_UNTRUSTED: unknownCa,
  CERT_SIGNATURE_FAILURE: unknownCa,
  CERT_HAS_EXPIRED: "its certificate, or one above it, has expired: renew it, and check the clock of this machine",
  CERT_NOT_YET_VALID: "its certificate is not valid yet: check the clock of this machine",
  CERT_REVOKED: "its certificate has been revoked (sslCrlfile)",
  UNABLE_TO_GET_CRL: "sslCrlfile has no revocation list of the CA that signed its certificate",
  CRL_HAS_EXPIRED: "the revocation list in sslCrlfile has expired",
  ERR_SSL_UNSUPPORTED_PROTOCOL: tlsVersion,
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: tlsVersion,
};

/**
 * What the broker objects to, by the name of its alert (RFC 8446, 6). OpenSSL puts it at the end of the error's code, behind a
 * prefix that differs between its releases: SSLV3_ALERT_, SSL/TLS_ALERT_, TLSV13_ALERT_.
 */
const alertProblems: Readonly<Record<string, string>> = {
  CERTIFICATE_REQUIRED: clientCertificate,
  BAD_CERTIFICATE: clientCertificate,
  CERTIFICATE_UNKNOWN: clientCertificate,
  CERTIFICATE_EXPIRED: "the client certificate in sslCertfile has expired",
  CERTIFICATE_REVOKED: "the client certificate in sslCertfile has been revoked",
  UNKNOWN_CA: "the broker does not trust the CA that signed the client certificate in sslCertfile",
  HANDSHAKE_FAILURE: `the broker broke off the TLS handshake: ${tlsVersion}, or ${clientCertificate}`,
  PROTOCOL_VERSION: tlsVersion,
};

/** Undefined if the error has nothing to do with TLS. Certificate problems are final; broken streams are not. */
export function explainTlsError(error: unknown, where: string): AuthenticationError | KafkaConnectionError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const advice =
      "connect by a name in its certificate, or fix advertised.listeners; sslCheckHostname: false turns the check off";
    return authenticationError(`its certificate is for another host: ${error.message}. ${advice}`, where, error);
  }
  const problem = certificateProblems[code] ?? alertProblems[/_ALERT_(\w+)$/.exec(code)?.[1] ?? ""];
  if (problem !== undefined) return authenticationError(problem, where, error);
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") {
    return new KafkaConnectionError(`TLS with ${where}: ${notTls}`, { cause: error });
  }
  if (error.message.includes("before secure TLS connection was established")) {
    return new KafkaConnectionError(
      `TLS with ${where}: the connection was closed during the handshake; either it was cut, or ${notTls}`,
      { cause: error },
    );
  }
  if (code.startsWith("ERR_SSL_") || code === "EPROTO") {
    return new KafkaConnectionError(`TLS with ${where}: ${error.message}`, { cause: error });
  }
  return undefined;
}

function authenticationError(problem: string, where: string, cause: Error): AuthenticationError {
  return new AuthenticationError(`TLS with ${where}: ${problem}`, { code: "TLS_AUTHENTICATION_FAILED", cause });
}
