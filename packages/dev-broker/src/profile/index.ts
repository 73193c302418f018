export type { BrokerProfile, VersionRange } from "./broker-profile.js";
export { type BrokerVersion, LATEST, profileOf } from "./versions.js";
