/**
 * The main job, behind `npm start`: a real data set into a topic, everything read back and compared.
 * Arguments are those of `ktool round-trip`; without `--bootstrap-server` there is a cluster of our own for it.
 */
import { fileURLToPath } from "node:url";
import { main, processTerminal } from "@k/cli";
import { startDevCluster } from "./demo-cluster.mjs";
import { failWith } from "./fail.mjs";

/** 200,000 flights of 2001: delay, distance and time of departure. Those of equal distance are mostly one route. */
const flights = fileURLToPath(new URL("../data/flights-200k.json", import.meta.resolve("vega-datasets")));

const args = process.argv.slice(2);
const terminal = processTerminal();
if (!given("--file")) args.push("--file", flights, "--key-field", "distance");

let cluster;
try {
  if (!given("--bootstrap-server") && !given("--help", "-h")) {
    cluster = await startDevCluster({ brokers: 3 });
    args.push("--bootstrap-server", cluster.bootstrapServers);
  }
  process.exitCode = await main(["round-trip", ...args], terminal);
} catch (error) {
  failWith(error);
} finally {
  await cluster?.stop();
}
process.stdin.destroy();

function given(...names) {
  return args.some((argument) => names.includes(argument.split("=")[0]));
}
