/** Who keeps the cluster's metadata: the only broker itself, a KRaft controller, or a ZooKeeper. */
import { mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { until } from "./probe.js";
import { propertiesFile } from "./properties.js";
import { toolClasses } from "./versions.js";

/** @typedef {import("./properties.js").Properties} Properties */

/**
 * @typedef {object} Coordination
 * @property {string | undefined} zookeeper       its address, for tools of the old days
 * @property {number | undefined} ownController   port of the controller inside the only broker
 * @property {(id: number) => Properties} brokerProperties
 * @property {(propertiesFile: string, flags: readonly string[]) => Promise<unknown>} format   prepares a node's log folder
 * @property {() => Promise<void>} start
 * @property {() => Promise<void>} stop           after the brokers: without ZooKeeper old ones hang in shutdown
 */

/** The same for every node of a cluster; any will do, clusters do not know of each other. */
const clusterId = "AAAAAAAAAAAAAAAAAAAAAQ";
const controllerId = 100;

/**
 * @typedef {object} Place
 * @property {import("./versions.js").KafkaVersion} kafka
 * @property {import("./jvm.js").Jvm} jvm
 * @property {string} folder
 * @property {number} port     free, for the controller or ZooKeeper
 */

/** One node is broker and controller. @param {Place} place @returns {Coordination} */
export function combinedNode({ kafka, jvm, port }) {
  return {
    zookeeper: undefined,
    ownController: port,
    brokerProperties: (id) => ({ "process.roles": "broker,controller", "node.id": id, ...quorum(id, port) }),
    format: formatter(kafka, jvm),
    start: async () => {},
    stop: async () => {},
  };
}

/** One controller beside the brokers. @param {Place} place @returns {Coordination} */
export function separateController({ kafka, jvm, folder, port }) {
  const format = formatter(kafka, jvm);
  /** @type {import("./child.js").Child | undefined} */
  let child;
  return {
    zookeeper: undefined,
    ownController: undefined,
    brokerProperties: (id) => ({ "process.roles": "broker", "node.id": id, ...quorum(controllerId, port) }),
    format,
    async start() {
      const file = join(folder, "controller.properties");
      const own = {
        "process.roles": "controller",
        "node.id": controllerId,
        listeners: `CONTROLLER://127.0.0.1:${port}`,
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT",
        "log.dirs": join(folder, "controller"),
        // Sessions short enough for a test to wait until a killed broker is given up.
        "broker.session.timeout.ms": 6_000,
      };
      await writeFile(file, propertiesFile(quorum(controllerId, port), own));
      await format(file, []);
      const flags = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
      child = jvm.start("controller", toolClasses(kafka).broker, [file], flags);
    },
    async stop() {
      await child?.stop();
    },
  };
}

/** @param {Place} place @returns {Coordination} */
export function zookeeper({ kafka, jvm, folder, port }) {
  const address = `127.0.0.1:${port}`;
  /** @type {import("./child.js").Child | undefined} */
  let child;
  return {
    zookeeper: address,
    ownController: undefined,
    brokerProperties: (id) => ({
      "broker.id": id,
      "zookeeper.connect": address,
      "zookeeper.connection.timeout.ms": 30_000,
      "zookeeper.session.timeout.ms": 6_000,
    }),
    format: async () => {},
    async start() {
      const file = join(folder, "zookeeper.properties");
      const own = {
        tickTime: 2_000,
        dataDir: join(folder, "zookeeper"),
        clientPort: port,
        clientPortAddress: "127.0.0.1",
        "admin.enableServer": false,
        maxClientCnxns: 0,
      };
      await mkdir(own.dataDir);
      await writeFile(file, propertiesFile(own));
      const server = jvm.start("zookeeper", toolClasses(kafka).zookeeper, [file], ["-Xmx128m", "-XX:+UseSerialGC"]);
      child = server;
      await until(() => accepts(port), {
        what: "ZooKeeper",
        timeoutMs: 60_000,
        isHopeless: () => (server.isRunning() ? undefined : server.logTail()),
      });
    },
    async stop() {
      await child?.stop();
    },
  };
}

/** @param {number} id @param {number} port @returns {Properties} */
function quorum(id, port) {
  return { "controller.quorum.voters": `${id}@127.0.0.1:${port}`, "controller.listener.names": "CONTROLLER" };
}

/** @param {import("./versions.js").KafkaVersion} kafka @param {import("./jvm.js").Jvm} jvm */
function formatter(kafka, jvm) {
  return (/** @type {string} */ file, /** @type {readonly string[]} */ flags) =>
    jvm.run(toolClasses(kafka).storage, ["format", "-t", clusterId, "-c", file, ...flags]);
}

/** @param {number} port @returns {Promise<boolean>} */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
