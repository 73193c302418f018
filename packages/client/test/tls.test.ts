/** TLS against brokers with real certificates: good ones, and each of the ways in which they are bad. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, type TlsOptions } from "node:tls";
import { DevCluster } from "@k/dev-broker";
import { Metadata } from "@k/protocol";
import { afterEach, expect, test } from "vitest";
import { AuthenticationError, KafkaClient, type KafkaClientOptions, KafkaConfigurationError } from "../src/index.js";
import { expectSmallFootprint } from "./support/footprint.js";
import { pki, pkiPath, serverTls } from "./support/pki.js";

expectSmallFootprint();

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function cluster(tls: TlsOptions = serverTls("broker"), host = "localhost"): Promise<DevCluster> {
  const started = await DevCluster.start({ listeners: [{ securityProtocol: "SSL", tls, host }] });
  open.push(started);
  return started;
}

function client(to: DevCluster, options: KafkaClientOptions = {}): KafkaClient {
  const made = new KafkaClient({
    bootstrapServers: to.bootstrapServers,
    securityProtocol: "SSL",
    sslCafile: pkiPath("ca.pem"),
    ...options,
  });
  open.push(made);
  return made;
}

const connect = (to: DevCluster, options?: KafkaClientOptions) => client(to, options).connect({ timeoutMs: 5_000 });
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  );
const mutual: TlsOptions = { ...serverTls("broker"), ca: pki("ca.pem"), requestCert: true, rejectUnauthorized: true };

test.each<[string, KafkaClientOptions]>([
  ["a path", { sslCafile: pkiPath("ca.pem") }],
  ["PEM text", { sslCafile: pki("ca.pem").toString() }],
  ["bytes", { sslCafile: pki("ca.pem") }],
  ["a DER certificate", { sslCafile: pkiPath("ca.der") }],
  ["options of tls.connect", { sslContext: { ca: pki("ca.pem") } }],
  ["a SecureContext", { sslContext: createSecureContext({ ca: pki("ca.pem") }) }],
])("the CA may be given as %s", async (_, options) => {
  await connect(await cluster(), options);
});

test.each<[string, string, TlsOptions, KafkaClientOptions, RegExp]>([
  ["an unknown CA", "localhost", serverTls("stranger"), {}, /unknown CA/],
  ["no CA given, so that only public ones count", "localhost", serverTls("broker"), { sslContext: {} }, /unknown CA/],
  [
    "a certificate for another host",
    "localhost",
    serverTls("elsewhere"),
    {},
    /for another host.*advertised\.listeners/,
  ],
  ["an expired certificate", "localhost", serverTls("expired"), {}, /has expired/],
  ["a revoked certificate", "localhost", serverTls("broker"), { sslCrlfile: pkiPath("crl.pem") }, /revoked/],
])("%s is refused, finally and with the reason", async (_, host, tls, options, message) => {
  const error = await errorOf(connect(await cluster(tls, host), options));
  expect(error).toBeInstanceOf(AuthenticationError);
  expect(error.message).toMatch(message);
  expect(error).toMatchObject({ retriable: false, code: "TLS_AUTHENTICATION_FAILED" });
});

test("sslCheckHostname: false takes a certificate for any host, but not from any CA", async () => {
  await connect(await cluster(serverTls("elsewhere")), { sslCheckHostname: false });
  const error = await errorOf(connect(await cluster(serverTls("stranger")), { sslCheckHostname: false }));
  expect(error.message).toMatch(/unknown CA/);
});

test("brokers are reached by address too, and by a name with a trailing dot", async () => {
  await connect(await cluster(serverTls("broker"), "127.0.0.1"));
  const dotted = await cluster();
  const resolver = { lookup: async () => ["127.0.0.1"], canonicalName: async (address: string) => address };
  await connect(dotted, { bootstrapServers: `localhost.:${dotted.brokers[0]!.port}`, resolver });
});

test.each<[string, KafkaClientOptions]>([
  ["PEM files", { sslCertfile: pkiPath("client.pem"), sslKeyfile: pkiPath("client.key.pem") }],
  ["one PEM text with both", { sslCertfile: `${pki("client.key.pem")}${pki("client.pem")}` }],
  [
    "an encrypted key",
    { sslCertfile: pkiPath("client.pem"), sslKeyfile: pkiPath("client.encrypted.key.pem"), sslPassword: "secret" },
  ],
  ["PKCS#12, whatever the file is called", { sslCertfile: pkiPath("client.p12"), sslPassword: "secret" }],
  ["PKCS#12 with a password from elsewhere", { sslKeyfile: pki("client.p12"), sslPassword: async () => "secret" }],
])("mutual TLS with %s", async (_, options) => {
  const made = client(await cluster(mutual), options);
  await made.connect({ timeoutMs: 5_000 });
  expect((await made.send(Metadata, { topics: [] }, { to: "any" })).brokers).toHaveLength(1);
});

test("without the client certificate that a broker wants, the error says so, for TLS 1.3 and 1.2", async () => {
  for (const maxVersion of ["TLSv1.3", "TLSv1.2"] as const) {
    const error = await errorOf(connect(await cluster({ ...mutual, maxVersion })));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.message).toMatch(/client certificate required/);
  }
});

test.each<[string, KafkaClientOptions, RegExp]>([
  ["a wrong password", { sslCertfile: pkiPath("client.p12"), sslPassword: "wrong" }, /is sslPassword right\?/],
  [
    "a key of another certificate",
    { sslCertfile: pkiPath("client.pem"), sslKeyfile: pkiPath("broker.key.pem") },
    /sslKeyfile is not the key/,
  ],
  ["a file that is not there", { sslCafile: pkiPath("none.pem") }, /sslCafile: .*none\.pem cannot be read/],
  ["a file of something else", { sslCafile: pkiPath("make.sh") }, /neither PEM nor PKCS#12/],
  ["PKCS#12 as a truststore", { sslCafile: pkiPath("client.p12") }, /openssl pkcs12 .*-nokeys/],
  ["a Java keystore", { sslCafile: Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2) }, /JKS.*keytool -importkeystore/],
])("%s is a wrong setting, told at once", async (_, options, message) => {
  const startMs = performance.now();
  const error = await errorOf(connect(await cluster(mutual), options));
  expect(error).toBeInstanceOf(KafkaConfigurationError);
  expect(error.message).toMatch(message);
  expect(error.message).not.toMatch(/"?wrong"?[,)]/);
  expect(performance.now() - startMs).toBeLessThan(2_000);
});

test("TLS below 1.2 is not spoken", async () => {
  const old: TlsOptions = {
    ...serverTls("broker"),
    minVersion: "TLSv1",
    maxVersion: "TLSv1.1",
    ciphers: "ALL:@SECLEVEL=0",
  };
  const error = await errorOf(connect(await cluster(old)));
  expect(error.message).toMatch(/TLS with localhost:\d+/);
});

test("certificates that are renewed on disk are taken up by the next connection, and half-written ones are survived", async () => {
  const folder = mkdtempSync(join(tmpdir(), "k-client-tls-"));
  open.push({ close: async () => rmSync(folder, { recursive: true }) });
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const install = (name: string) => {
    copyFileSync(pkiPath(`${name}.pem`), cert);
    copyFileSync(pkiPath(`${name}.key.pem`), key);
  };
  install("client");
  const seen: string[] = [];
  const to = await cluster(mutual);
  const warnings: string[] = [];
  const logger = {
    debug() {},
    info: (text: string) => seen.push(text),
    warn: (text: string) => warnings.push(text),
    error() {},
  };
  const made = client(to, { sslCertfile: cert, sslKeyfile: key, logger });
  await made.connect({ timeoutMs: 5_000 });
  const reconnect = async () => {
    const down = new Promise((resolve) => made.onDisconnect(resolve));
    to.brokers[0]!.closeConnections();
    await down;
    await made.send(Metadata, { topics: [] }, { to: "any" });
  };
  install("broker");
  await reconnect();
  expect(seen.filter((text) => text.includes("have changed"))).toHaveLength(1);
  writeFileSync(cert, "-----BEGIN CERTIFICATE-----\nhalf");
  await reconnect();
  expect(warnings.join()).toMatch(/going on with the certificates read before/);
});
