import { api, boolean, bytes, int8, int16, int32, uuid } from "../schema/index.js";

/** Sends a client's metrics to the cluster (KIP-714). */
export const PushTelemetry = api({
  name: "PushTelemetry",
  key: 72,
  versions: "0",
  flexible: "0+",
  request: {
    clientInstanceId: uuid,
    /** What GetTelemetrySubscriptions answered. */
    subscriptionId: int32,
    /** The last push of this client, sent while it closes. */
    terminating: boolean,
    /** As in record batches: 0: none, 1: gzip, 2: snappy, 3: lz4, 4: zstd. */
    compressionType: int8,
    /** OTLP `MetricsData`, in protobuf. */
    metrics: bytes,
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
  },
});
