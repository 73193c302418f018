export {
  type ConnectionFate,
  type ConnectionInterceptor,
  closeAfterBytes,
  delayConnection,
  muteConnection,
  type NewConnection,
  refuseConnection,
  stallConnection,
} from "./connection-faults.js";
export type { Exchange, Interceptor, Outcome, WireStep } from "./exchange.js";
export { FaultRegistry, type Interception, type InterceptOptions, intercepted } from "./fault-registry.js";
export {
  changeResponse,
  closeAfter,
  closeBefore,
  cutResponse,
  delay,
  delayResponse,
  failAfterwardsWith,
  failWith,
  garbleResponse,
  inTurn,
  loseRequest,
  loseResponse,
  replaceResponse,
  skipResponse,
  splitResponse,
  throttle,
} from "./faults.js";
export { after, always, chance, every, nth, type Occasion, once, type Schedule, times } from "./schedules.js";
