/** As much of Kafka's framing as a proxy needs. */

//  offset 0  size            int32   bytes after this field
//         4  api_key         int16
//         6  api_version     int16
//         8  correlation_id  int32
const sizeBytes = 4;

export interface ProxiedRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  /** Which connection of the proxy it came through, counted from 0. */
  readonly connection: number;
  readonly frame: Buffer;
}

export const produceKey = 0;

/** @param frame with its size prefix */
export function parseRequest(frame: Buffer, connection: number): ProxiedRequest {
  return {
    apiKey: frame.readInt16BE(4),
    apiVersion: frame.readInt16BE(6),
    correlationId: frame.readInt32BE(8),
    connection,
    frame,
  };
}

/** @param frame with its size prefix */
export function responseCorrelationId(frame: Buffer): number {
  return frame.readInt32BE(sizeBytes);
}

/** Cuts a byte stream into frames that keep their size prefix. */
export function frameSplitter(): (chunk: Buffer) => Buffer[] {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const frames: Buffer[] = [];
    while (pending.length >= sizeBytes) {
      const end = sizeBytes + pending.readInt32BE(0);
      if (pending.length < end) break;
      frames.push(pending.subarray(0, end));
      pending = pending.subarray(end);
    }
    return frames;
  };
}
