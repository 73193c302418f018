import { api, array, boolean, int8, int16, int32, string, uuid } from "../schema/index.js";

/** Asks which metrics the cluster wants from this client, and how often (KIP-714). */
export const GetTelemetrySubscriptions = api({
  name: "GetTelemetrySubscriptions",
  key: 71,
  versions: "0",
  flexible: "0+",
  request: {
    /** Zero in the first request; then what the broker gave. */
    clientInstanceId: uuid,
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    clientInstanceId: uuid,
    /** Changes with the subscription, and goes with each push. */
    subscriptionId: int32,
    /** As in record batches, the broker's favourite first. */
    acceptedCompressionTypes: array(int8),
    pushIntervalMs: int32,
    /** The limit of a push, compressed. */
    telemetryMaxBytes: int32,
    /** Whether counters are to be sent as differences (true) or as sums since the start. */
    deltaTemporality: boolean,
    /** Prefixes of names; a single "*" (or an empty string) is all, an empty list none. */
    requestedMetrics: array(string),
  },
});
