import { InvalidArgumentError } from "commander";

export interface TopicRequest {
  readonly name: string;
  readonly partitions: number | undefined;
}

/** Collects `--topic name` and `--topic name:6`. */
export function topicOption(text: string, earlier: readonly TopicRequest[]): readonly TopicRequest[] {
  const match = /^([a-zA-Z0-9._-]+)(?::([1-9]\d*))?$/.exec(text);
  if (!match) throw new InvalidArgumentError("Expected a topic name, or name:partitions.");
  return [...earlier, { name: match[1]!, partitions: match[2] === undefined ? undefined : Number(match[2]) }];
}
