/** A partition's full name. One frozen object per partition, shared by all of its results. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}
