import { api, array, boolean, int8, int16, int32, string, uuid } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const GetTelemetrySubscriptions = api({
  name: "GetTelemetrySubscriptions",
  key: 71,
  versions: "0",
  flexible: "0+",
  request: {
    clientInstanceId: uuid,
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    clientInstanceId: uuid,
    subscriptionId: int32,
    acceptedCompressionTypes: array(int8),
    pushIntervalMs: int32,
    telemetryMaxBytes: int32,
    deltaTemporality: boolean,
    requestedMetrics: array(string),
  },
});
