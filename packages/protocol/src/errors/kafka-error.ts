/** What every error of these packages is: a name, a code to branch on, whether trying again can help, and its cause. */
export class KafkaError extends Error {
  /** Kafka's name for what happened (`NOT_LEADER_OR_FOLLOWER`), or ours where Kafka has none (`MALFORMED`). */
  readonly code: string;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retriable: boolean;

  constructor(message: string, options: KafkaErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "KafkaError";
    this.code = options.code;
    this.retriable = options.retriable ?? false;
  }
}

export interface KafkaErrorOptions {
  readonly code: string;
  /** Default false: nothing is retriable unless somebody said so. */
  readonly retriable?: boolean;
  readonly cause?: unknown;
}
