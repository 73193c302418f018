/** A Kerberos key distribution centre for GSSAPI tests, from Debian's packages, on an unprivileged loopback port. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { startChild } from "./child.js";
import { MissingToolError } from "./java.js";
import { freePorts } from "./ports.js";

const run = promisify(execFile);
const realm = "TEST.LOCAL";

/**
 * @typedef {object} Kdc
 * @property {string} realm
 * @property {string} configFile      krb5.conf; clients need it in `KRB5_CONFIG`
 * @property {string} brokerKeytab    kafka/localhost
 * @property {string} clientKeytab    client
 * @property {() => Promise<void>} stop
 */

/** @returns {string | undefined} why GSSAPI cannot be tried here; undefined: it can */
export function whyNoKerberos() {
  const missing = ["krb5kdc", "kdb5_util", "kadmin.local", "kinit"].filter((name) => !find(name));
  if (missing.length === 0) return undefined;
  return `no ${missing.join(", ")} (Debian: apt-get install krb5-kdc krb5-admin-server krb5-user)`;
}

/**
 * @param {string} folder
 * @returns {Promise<Kdc>}
 */
export async function startKdc(folder) {
  const reason = whyNoKerberos();
  if (reason) throw new MissingToolError(`Kerberos cannot be tested: ${reason}`);
  await mkdir(folder, { recursive: true });
  const [port = 0] = await freePorts(1);
  const configFile = join(folder, "krb5.conf");
  const profile = join(folder, "kdc.conf");
  await writeFile(configFile, clientConfig(port));
  await writeFile(profile, serverConfig(port, folder));
  const env = { ...process.env, KRB5_CONFIG: configFile, KRB5_KDC_PROFILE: profile };
  const brokerKeytab = join(folder, "kafka.keytab");
  const clientKeytab = join(folder, "client.keytab");

  await run(program("kdb5_util"), ["create", "-s", "-r", realm, "-P", "master"], { env });
  for (const [principal, keytab] of [
    ["kafka/localhost", brokerKeytab],
    ["client", clientKeytab],
  ]) {
    await run(program("kadmin.local"), ["-q", `addprinc -randkey ${principal}`], { env });
    await run(program("kadmin.local"), ["-q", `ktadd -k ${keytab} ${principal}`], { env });
  }
  const child = startChild(program("krb5kdc"), ["-n", "-r", realm], {
    logFile: join(folder, "kdc.log"),
    cwd: folder,
    env,
  });
  return {
    realm,
    configFile,
    brokerKeytab,
    clientKeytab,
    async stop() {
      await child.stop();
    },
  };
}

/** @param {number} port */
function clientConfig(port) {
  return `[libdefaults]
 default_realm = ${realm}
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
[realms]
 ${realm} = {
  kdc = 127.0.0.1:${port}
 }
`;
}

/** @param {number} port @param {string} folder */
function serverConfig(port, folder) {
  return `[kdcdefaults]
 kdc_listen = 127.0.0.1:${port}
 kdc_tcp_listen = 127.0.0.1:${port}
[realms]
 ${realm} = {
  database_name = ${join(folder, "principal")}
  key_stash_file = ${join(folder, "stash")}
  acl_file = ${join(folder, "acl")}
 }
`;
}

/** @param {string} name @returns {string} */
function program(name) {
  return find(name) ?? name;
}

/** Debian puts them where only root looks. @param {string} name */
function find(name) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
