/** A certificate authority for tests, through openssl. RSA 2048, valid for ten years, PEM only. */
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * @typedef {object} Identity
 * @property {string} certificateFile
 * @property {string} keyFile                  PKCS#8, no password
 * @property {string} keyAndCertificateFile    both, as Kafka's PEM key store wants them
 */

/**
 * @typedef {object} Pki
 * @property {string} caFile
 * @property {Identity} broker      good for localhost and 127.0.0.1
 * @property {Identity} client
 * @property {(name: string, options?: { subjectAltName?: string, days?: number }) => Promise<Identity>} issue
 */

/**
 * @param {string} folder
 * @returns {Promise<Pki>}
 */
export async function createPki(folder) {
  await mkdir(folder, { recursive: true });
  const openssl = (/** @type {string[]} */ ...args) => run("openssl", args, { cwd: folder });
  const caFile = join(folder, "ca.crt");
  await openssl(
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=test-ca"],
    ...["-keyout", "ca.key", "-out", "ca.crt"],
    ...["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"],
  );

  /** @type {Pki["issue"]} */
  const issue = async (name, { subjectAltName = "DNS:localhost,IP:127.0.0.1", days = 3650 } = {}) => {
    const file = (/** @type {string} */ suffix) => join(folder, `${name}.${suffix}`);
    await writeFile(file("ext"), `subjectAltName=${subjectAltName}\nextendedKeyUsage=serverAuth,clientAuth\n`);
    await openssl(
      "req",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-subj",
      `/CN=${name}`,
      "-keyout",
      file("key"),
      "-out",
      file("csr"),
    );
    await openssl(
      ...["x509", "-req", "-in", file("csr"), "-days", String(days), "-extfile", file("ext"), "-out", file("crt")],
      ...["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"],
    );
    await writeFile(file("pem"), (await readFile(file("key"), "utf8")) + (await readFile(file("crt"), "utf8")));
    return { certificateFile: file("crt"), keyFile: file("key"), keyAndCertificateFile: file("pem") };
  };

  // One after the other: both write the authority's serial number.
  const broker = await issue("broker");
  const client = await issue("client");
  return { caFile, broker, client, issue };
}
