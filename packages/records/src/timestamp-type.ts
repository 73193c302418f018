/** Who set a record's timestamp. Magic 0 has no timestamps at all. */

/**
 * `CreateTime`: the producer. `LogAppendTime`: the broker, on append, one for the whole batch.
 * `NoTimestampType`: magic 0, whose records have none (they read as {@link NO_TIMESTAMP}).
 */
export type TimestampType = "CreateTime" | "LogAppendTime" | "NoTimestampType";

/** What a record without a timestamp carries. */
export const NO_TIMESTAMP = -1;
