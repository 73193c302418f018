/** An embedded Kafka cluster for tests, demos and development: real wire protocol, real log semantics, a fault API. */
export { type Clock, systemClock } from "./clock.js";
export type { Endpoint, NewTopic } from "./cluster/index.js";
export type { DevBroker } from "./dev-broker.js";
export { DevCluster } from "./dev-cluster.js";
export type { DevClusterOptions } from "./dev-cluster-options.js";
export {
  after,
  always,
  chance,
  changeResponse,
  closeAfter,
  closeBefore,
  cutResponse,
  delay,
  delayResponse,
  type Exchange,
  every,
  failAfterwardsWith,
  failWith,
  garbleResponse,
  type Interception,
  type InterceptOptions,
  type Interceptor,
  inTurn,
  loseRequest,
  loseResponse,
  nth,
  type Occasion,
  type Outcome,
  once,
  replaceResponse,
  type Schedule,
  skipResponse,
  splitResponse,
  throttle,
  times,
  type WireStep,
} from "./faults/index.js";
export type { StoredBatch } from "./log/index.js";
export type { LogView } from "./log-view.js";
export { VirtualClock } from "./virtual-clock.js";
