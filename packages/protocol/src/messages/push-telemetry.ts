import { api, boolean, bytes, int8, int16, int32, uuid } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const PushTelemetry = api({
  name: "PushTelemetry",
  key: 72,
  versions: "0",
  flexible: "0+",
  request: {
    clientInstanceId: uuid,
    subscriptionId: int32,
    terminating: boolean,
    compressionType: int8,
    metrics: bytes,
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
  },
});
