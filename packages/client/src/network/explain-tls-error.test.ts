import { expect, test } from "vitest";
import { AuthenticationError, KafkaConnectionError } from "../errors.js";
import { explainTlsError } from "./explain-tls-error.js";

const withCode = (code: string, message = "SSL alert") => Object.assign(new Error(message), { code });

test.each([
  ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", /client certificate required/],
  ["ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE", /client certificate required/],
  ["ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE", /client certificate required/],
  ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", /client certificate required/],
  ["ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", /client certificate required/],
  ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", /does not trust the CA that signed the client certificate/],
  ["ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED", /client certificate in sslCertfile has expired/],
  ["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", /no TLS version or cipher in common/],
  ["CERT_HAS_EXPIRED", /its certificate, or one above it, has expired/],
  ["CERT_NOT_YET_VALID", /not valid yet: check the clock/],
  ["SELF_SIGNED_CERT_IN_CHAIN", /unknown CA/],
])("%s is final", (code, message) => {
  const error = explainTlsError(withCode(code), "broker:9093");
  expect(error).toBeInstanceOf(AuthenticationError);
  expect(error?.message).toMatch(message);
});

test.each([
  ["ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number", /does not speak TLS on this port/],
  [
    "ECONNRESET",
    "Client network socket disconnected before secure TLS connection was established",
    /either it was cut, or/,
  ],
  ["ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "bad record mac", /TLS with broker:9093: bad record mac/],
])("%s may be tried again", (code, text, message) => {
  const error = explainTlsError(withCode(code, text), "broker:9093");
  expect(error).toBeInstanceOf(KafkaConnectionError);
  expect(error?.message).toMatch(message);
});

test("errors of plain sockets are none of TLS", () => {
  expect(explainTlsError(withCode("ECONNREFUSED", "connect ECONNREFUSED"), "broker:9093")).toBeUndefined();
  expect(explainTlsError("a string", "broker:9093")).toBeUndefined();
});
