/** `npm run kafka`: a real Kafka on this machine until Ctrl-C. */
import { parseArgs } from "node:util";
import { startKafka } from "./cluster.js";
import { MissingToolError } from "./java.js";
import { whyNoKerberos } from "./kerberos.js";
import { defaultVersion, kafkaVersions } from "./versions.js";

const help = `Starts Apache Kafka on free loopback ports and runs it until Ctrl-C.

  npm run kafka -- [options]

  --brokers 1|3    one node, or a controller and three brokers            [1]
  --version V      ${kafkaVersions.map(({ name }) => name).join(" ")}
                   (or the beginning of one: 4, 0.10)                     [${defaultVersion}]
  --property K=V   a broker property; can be given again
  --secure         also listens for TLS and SASL, and says how to get in
  --help
`;

await main().catch((error) => {
  process.stderr.write(
    `${error instanceof MissingToolError || error instanceof RangeError ? error.message : error?.stack}\n`,
  );
  process.exitCode = 1;
});

async function main() {
  const options = readOptions();
  if (options === undefined) return;
  const stopped = new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  const startedAt = performance.now();
  const cluster = await startKafka(options);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  print(
    `Kafka ${cluster.kafka.name}, ${cluster.brokers.length} broker(s), up in ${seconds} s. Logs: ${cluster.folder}`,
  );
  if (cluster.security) printSecurity(cluster);
  print("");
  print(cluster.bootstrapServers);
  print("");
  print("Ctrl-C stops it.");
  await stopped;
  await cluster.stop();
  print("Stopped.");
}

/** @returns {import("./cluster.js").KafkaOptions | undefined} undefined: nothing to start, everything is said */
function readOptions() {
  const values = parse();
  if (values === undefined) return undefined;
  if (values.help) {
    process.stdout.write(help);
    return undefined;
  }
  if (values.brokers !== "1" && values.brokers !== "3") return misuse(`--brokers ${values.brokers}: 1 or 3`);
  return {
    version: values.version,
    brokers: values.brokers === "1" ? 1 : 3,
    properties: Object.fromEntries(values.property.map((pair) => pair.split(/=(.*)/s).slice(0, 2))),
    security: values.secure === true && { kerberos: whyNoKerberos() === undefined },
  };
}

function parse() {
  try {
    return parseArgs({
      options: {
        brokers: { type: "string", default: "1" },
        version: { type: "string", default: defaultVersion },
        property: { type: "string", multiple: true, default: [] },
        secure: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return misuse(/** @type {Error} */ (error).message);
  }
}

/** @param {string} message @returns {undefined} */
function misuse(message) {
  process.stderr.write(`${message}\n\n${help}`);
  process.exitCode = 2;
}

/** @param {import("./cluster.js").KafkaCluster} cluster */
function printSecurity({ security, bootstrap }) {
  if (!security) return;
  const { pki, users, kdc } = security;
  const passwords = `PLAIN ${users.plain.username}/${users.plain.password}, SCRAM ${users.scram.username}/${users.scram.password}`;
  print(`SSL             ${bootstrap("SSL")}   CA ${pki.caFile}`);
  print(`mutual TLS      ${bootstrap("MTLS")}   with ${pki.client.certificateFile} and ${pki.client.keyFile}`);
  print(`SASL_PLAINTEXT  ${bootstrap("SASL_PLAINTEXT")}   ${passwords}`);
  print(`SASL_SSL        ${bootstrap("SASL_SSL")}   the same`);
  print(`OAUTHBEARER     ${bootstrap("OAUTH")}   unsecured tokens`);
  if (kdc) print(`GSSAPI          ${bootstrap("KRB")}   KRB5_CONFIG=${kdc.configFile}, keytab ${kdc.clientKeytab}`);
  else print(`GSSAPI          left out: ${whyNoKerberos()}`);
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}
