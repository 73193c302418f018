/** One broker: a JVM that can be stopped, killed, paused and started again on the same port and data. */
import { advertisedAddress } from "./listeners.js";
import { answersApiVersions, countBrokers, until } from "./probe.js";
import { isAtLeast, toolClasses } from "./versions.js";

/**
 * @typedef {object} Broker
 * @property {number} id
 * @property {number} port             of the PLAINTEXT listener
 * @property {string} dataFolder
 * @property {(listener: string) => string} address       as advertised: "localhost:9093"
 * @property {(listener: string) => number} boundPort     differs from the advertised port of the listener PROXIED
 * @property {() => number | undefined} pid
 * @property {() => boolean} isRunning
 * @property {() => Promise<void>} start                  resolves when it answers
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop   SIGTERM hands leadership over, SIGKILL does not
 * @property {() => void} pause        SIGSTOP
 * @property {() => void} resume       SIGCONT
 * @property {() => string} logTail
 */

/**
 * @param {object} options
 * @param {import("./versions.js").KafkaVersion} options.kafka
 * @param {import("./jvm.js").Jvm} options.jvm
 * @param {number} options.id
 * @param {string} options.dataFolder
 * @param {string} options.propertiesFile
 * @param {readonly import("./listeners.js").Listener[]} options.listeners
 * @param {readonly string[]} options.flags
 * @returns {Broker}
 */
export function createBroker({ kafka, jvm, id, dataFolder, propertiesFile, listeners, flags }) {
  const port = listeners[0]?.port ?? 0;
  const name = `broker-${id}`;
  /** @type {import("./child.js").Child | undefined} */
  let child;

  const listener = (/** @type {string} */ wanted) => {
    const found = listeners.find((each) => each.name === wanted);
    if (found) return found;
    throw new RangeError(`${name} has no listener ${wanted}, only ${listeners.map((each) => each.name).join(", ")}`);
  };

  return {
    id,
    port,
    dataFolder,
    address: (wanted) => advertisedAddress(listener(wanted)),
    boundPort: (wanted) => listener(wanted).port,
    pid: () => child?.pid,
    isRunning: () => child?.isRunning() ?? false,
    async start() {
      if (child?.isRunning()) throw new Error(`${name} is running`);
      const started = jvm.start(name, toolClasses(kafka).broker, [propertiesFile], flags);
      child = started;
      await until(() => answers(kafka, port), {
        what: `Kafka ${kafka.name} ${name}`,
        timeoutMs: 90_000,
        isHopeless: () => (started.isRunning() ? undefined : started.logTail()),
      });
    },
    async stop(signal) {
      await child?.stop(signal);
    },
    pause: () => child?.signal("SIGSTOP"),
    resume: () => child?.signal("SIGCONT"),
    logTail: () => child?.logTail() ?? "",
  };
}

/** @param {import("./versions.js").KafkaVersion} kafka @param {number} port */
async function answers(kafka, port) {
  if (isAtLeast(kafka, "0.10")) return answersApiVersions(port);
  return (await countBrokers(port)) !== undefined; // 0.8.2 names no broker until the first topic exists
}
