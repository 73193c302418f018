/** Runs main classes out of one Kafka's jars: brokers in the background, tools to their end. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startChild } from "./child.js";
import { release, watch } from "./guardian.js";

/**
 * @typedef {object} ToolOptions
 * @property {(line: string) => void} [onLine]   takes each line of stdout instead of collecting it
 * @property {string} [input]                    for stdin
 * @property {number} [timeoutMs]                SIGKILL after this long; default 120 s
 * @property {readonly string[]} [flags]         further ones for the JVM
 * @property {boolean} [check]                   reject on an exit code other than 0; default true
 */

/** @typedef {{ code: number | null, stdout: string, stderr: string }} ToolResult */

// A short-lived JVM is fastest with one collector thread and without the optimizing compiler.
const toolFlags = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"];

/** Brokers before 2.x log through log4j, which stays mute without a configuration. */
const log4j = `log4j.rootLogger=WARN, stderr
log4j.appender.stderr=org.apache.log4j.ConsoleAppender
log4j.appender.stderr.Target=System.err
log4j.appender.stderr.layout=org.apache.log4j.PatternLayout
log4j.appender.stderr.layout.ConversionPattern=[%d] %p %m (%c)%n
`;

/**
 * @param {{ java: string, jars: string, folder: string, flags?: readonly string[] }} options
 *   folder: where everything runs and logs; flags: for every JVM
 */
export function createJvm({ java, jars, folder, flags = [] }) {
  const log4jFile = join(folder, "log4j.properties");
  writeFileSync(log4jFile, log4j);
  const common = [
    `-Dlog4j.configuration=file:${log4jFile}`,
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dzookeeper.jmx.log4j.disable=true", // else ZooKeeper of 1.1 wants log4j's management beans
    ...flags,
    "-cp",
    join(jars, "*"),
  ];

  return {
    /**
     * @param {string} name of the log file
     * @param {string} mainClass
     * @param {readonly string[]} args
     * @param {readonly string[]} serverFlags
     */
    start: (name, mainClass, args, serverFlags) =>
      startChild(java, [...serverFlags, ...common, mainClass, ...args], {
        logFile: join(folder, `${name}.log`),
        cwd: folder,
      }),

    /**
     * @param {string} mainClass
     * @param {readonly string[]} args
     * @param {ToolOptions} [options]
     * @returns {Promise<ToolResult>}
     */
    run: (mainClass, args, options = {}) =>
      runToEnd(java, [...toolFlags, ...(options.flags ?? []), ...common, mainClass, ...args], folder, options),
  };
}

/** @typedef {ReturnType<typeof createJvm>} Jvm */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {ToolOptions} options
 * @returns {Promise<ToolResult>}
 */
async function runToEnd(command, args, cwd, { onLine, input, timeoutMs = 120_000, check = true }) {
  const child = spawn(command, args, { cwd, stdio: ["pipe", "pipe", "pipe"] });
  if (child.pid !== undefined) watch(child.pid);
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  child.stdin.on("error", () => {}); // a tool may end without having read its input
  child.stdin.end(input);
  /** @type {string[]} */
  const lines = [];
  createInterface({ input: child.stdout }).on("line", onLine ?? ((line) => lines.push(line)));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  /** @type {number | null} */
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  clearTimeout(timer);
  if (child.pid !== undefined) release(child.pid);
  if (code === 0 || !check) return { code, stdout: lines.join("\n"), stderr };
  const how = code === null ? `was killed after ${timeoutMs} ms` : `ended with ${code}`;
  const said = `${lines.slice(-10).join("\n")}\n${stderr.slice(-2000)}`.trim();
  throw new Error(`${args.at(-1) === undefined ? command : toolName(args)} ${how}:\n${said}`);
}

/** @param {readonly string[]} args */
function toolName(args) {
  return args.slice(args.indexOf("-cp") + 2).join(" ");
}
