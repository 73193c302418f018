/** An embedded Kafka cluster for tests, demos and development: real wire protocol, real log semantics, a fault API. */
export { type Clock, systemClock } from "./clock.js";
export type { Endpoint, NewTopic, RecordValidator } from "./cluster/index.js";
export type { DevBroker, StartOptions } from "./dev-broker.js";
export { DevCluster, type NewBroker, type TransactionView } from "./dev-cluster.js";
export type { DevClusterOptions } from "./dev-cluster-options.js";
export {
  after,
  always,
  type ConnectionFate,
  type ConnectionInterceptor,
  chance,
  changeResponse,
  closeAfter,
  closeAfterBytes,
  closeBefore,
  cutResponse,
  delay,
  delayConnection,
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
  muteConnection,
  type NewConnection,
  nth,
  type Occasion,
  type Outcome,
  once,
  refuseConnection,
  replaceResponse,
  type Schedule,
  skipResponse,
  splitResponse,
  stallConnection,
  throttle,
  times,
  type WireStep,
} from "./faults/index.js";
export type { ListenerOptions, SecurityProtocol } from "./listener.js";
export type { StoredBatch } from "./log/index.js";
export type { LogView } from "./log-view.js";
export type { BrokerVersion, VersionRange } from "./profile/index.js";
export type { SaslMechanism, SaslOptions, ValidToken } from "./sasl/index.js";
export type { CommittedOffset, GroupMembers, TransactionState } from "./transactions/index.js";
export { VirtualClock } from "./virtual-clock.js";
