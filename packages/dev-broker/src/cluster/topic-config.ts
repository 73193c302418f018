/** The topic settings that change what the broker does, under Kafka's names. Others are kept and shown, nothing more. */

export interface TopicConfig {
  /** max.message.bytes: largest batch, as it comes over the wire. Kafka's default is 1 MiB and 12 bytes. */
  readonly maxMessageBytes: number;
  /** message.timestamp.type=LogAppendTime */
  readonly logAppendTime: boolean;
  /** min.insync.replicas: fewer than that, and acks=all is refused. */
  readonly minInsyncReplicas: number;
  /** retention.bytes; infinite by default, the cluster's `maxLogBytes` holds in any case. */
  readonly retentionBytes: number;
  /** cleanup.policy contains "compact": records need a key. (Nothing is compacted.) */
  readonly compacted: boolean;
  /** message.timestamp.before.max.ms and message.timestamp.after.max.ms: how far from now a timestamp may be. */
  readonly timestampBeforeMaxMs: number;
  readonly timestampAfterMaxMs: number;
  /** unclean.leader.election.enable: a replica that missed records may lead when no other is left. */
  readonly uncleanLeaderElection: boolean;
  /** As set, for DescribeConfigs. */
  readonly entries: Readonly<Record<string, string>>;
}

export function parseTopicConfig(entries: Readonly<Record<string, string>> = {}): TopicConfig {
  const number = (name: string, fallback: number): number => {
    const text = entries[name];
    if (text === undefined) return fallback;
    const value = Number(text);
    if (!Number.isInteger(value))
      throw new TypeError(`topic config ${name}: ${JSON.stringify(text)} is no whole number`);
    return value;
  };
  const retentionBytes = number("retention.bytes", -1);
  return {
    maxMessageBytes: number("max.message.bytes", 1024 * 1024 + 12),
    logAppendTime: entries["message.timestamp.type"] === "LogAppendTime",
    minInsyncReplicas: number("min.insync.replicas", 1),
    retentionBytes: retentionBytes < 0 ? Number.POSITIVE_INFINITY : retentionBytes,
    compacted: (entries["cleanup.policy"] ?? "").split(",").includes("compact"),
    timestampBeforeMaxMs: number("message.timestamp.before.max.ms", Number.POSITIVE_INFINITY),
    timestampAfterMaxMs: number("message.timestamp.after.max.ms", Number.POSITIVE_INFINITY),
    uncleanLeaderElection: entries["unclean.leader.election.enable"] === "true",
    entries,
  };
}
