/** The benchmark's command line. */
import { parseArgs } from "node:util";
import { workloads } from "./workloads.mjs";

export const help = `npm run bench -- [options]

  --quick                  fewer and shorter runs: to see that it works, not to quote
  --kafka [--version V]    a real Kafka (JDK 17+, Maven) and its own Java producer, instead of the sink
  --workload A,B           ${Object.keys(workloads).join(", ")}, encode, import; default: all
  --client A,B             only clients whose name contains one of these
  --repetitions N          runs of each client and workload (default 5, quick 2)
  --size N                 bytes of a value (default 100)
  --profile FOLDER         a CPU profile of every run into FOLDER, and where its time went
  --memory                 instead: how far the process grows, with a broker that answers nothing and in ten million records
  --metrics                instead: what counting costs
  --install-native         compile librdkafka's binding first (2 minutes, needs a C++ compiler and libraries)
  --no-write               do not update docs/performance.md
`;

export function parseOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      kafka: { type: "boolean", default: false },
      version: { type: "string", default: "4.1.0" },
      workload: { type: "string" },
      client: { type: "string" },
      repetitions: { type: "string" },
      size: { type: "string", default: "100" },
      profile: { type: "string" },
      memory: { type: "boolean", default: false },
      metrics: { type: "boolean", default: false },
      "install-native": { type: "boolean", default: false },
      "no-write": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { quick } = values;
  const everything = [...Object.keys(workloads), ...(values.kafka ? [] : ["encode", "import"])];
  return {
    ...values,
    installNative: values["install-native"],
    // A part of the table must not replace the whole one.
    write:
      !values["no-write"] && !quick && !values.workload && !values.client && !values.profile && values.size === "100",
    workloads: values.workload?.split(",") ?? everything,
    clientFilter: values.client?.split(",") ?? [""],
    repetitions: Number(values.repetitions ?? (quick ? 2 : 5)),
    sizeInBytes: Number(values.size),
    warmUpMs: quick ? 700 : 1_500,
    measureMs: quick ? 800 : 2_500,
    partitionCount: values.kafka ? 6 : 12,
  };
}
