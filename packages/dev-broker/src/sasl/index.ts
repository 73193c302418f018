export type { SaslCredentials, SaslEnvironment, ValidToken } from "./mechanism.js";
export { type SaslMechanism, type SaslOptions, SaslSession } from "./sasl-session.js";
