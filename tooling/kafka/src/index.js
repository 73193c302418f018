/** Real Kafka for tests, benchmarks and trying things out. */
export { startKafka } from "./cluster.js";
export { dumpParser, parseDump } from "./dump.js";
export { fetchJars } from "./jars.js";
export { findJava, findMaven, MissingToolError } from "./java.js";
export { javaProgram } from "./java-program.js";
export { startKdc, whyNoKerberos } from "./kerberos.js";
export { createPki } from "./pki.js";
export { freePorts } from "./ports.js";
export { pythonProgram } from "./python-program.js";
export { runProgram } from "./run-program.js";
export { defaultVersion, isAtLeast, kafkaVersions, resolveVersion, selectVersions } from "./versions.js";

/** @typedef {import("./cluster.js").KafkaCluster} KafkaCluster */
/** @typedef {import("./cluster.js").KafkaOptions} KafkaOptions */
/** @typedef {import("./broker.js").Broker} Broker */
/** @typedef {import("./dump.js").DumpedRecord} DumpedRecord */
/** @typedef {import("./versions.js").KafkaVersion} KafkaVersion */
