/** What a consumer would find, read from the logs themselves: markers decide about transactions as they come along. */
import type { DevCluster } from "@k/dev-broker";
import { readRecords } from "@k/records";
import type { LoggedRecord } from "./history.js";
import { TOPIC } from "./topic.js";

export function readLogs(cluster: DevCluster, partitions: number): LoggedRecord[] {
  const log: LoggedRecord[] = [];
  for (let partition = 0; partition < partitions; partition++) {
    const open = new Map<number, LoggedRecord[]>();
    for (const batch of cluster.log(TOPIC, partition).batches) {
      const { bytes, producerId, producerEpoch, control, aborts, transactional } = batch;
      if (control) {
        for (const record of open.get(producerId) ?? []) log.push({ ...record, uncommitted: aborts });
        open.delete(producerId);
        continue;
      }
      const records = recordsOf(bytes).map((record) => ({
        ...record,
        partition,
        uncommitted: transactional,
        writer: `${producerId}/${producerEpoch}`,
      }));
      if (!transactional) log.push(...records);
      else open.set(producerId, [...(open.get(producerId) ?? []), ...records]);
    }
    for (const records of open.values()) log.push(...records);
  }
  return log.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}

/** A batch that cannot be read is one that nobody sent. */
function recordsOf(batch: Uint8Array): Pick<LoggedRecord, "offset" | "key" | "value">[] {
  try {
    return Array.from(readRecords(batch), ({ offset, key, value }) => ({
      offset: Number(offset),
      key: textOf(key),
      value: textOf(value) ?? "",
    }));
  } catch (error) {
    return [{ offset: -1, key: null, value: String(error) }];
  }
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString();
}
