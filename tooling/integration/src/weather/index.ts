/** Bad weather for a cluster: what happens to brokers and to the network while a test sends. */

export { pauseLeaders, restartBrokers } from "./broker-faults.js";
export { during } from "./during.js";
export { useProxiedKafka } from "./use-proxied-kafka.js";
