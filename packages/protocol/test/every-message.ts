import { apis, RequestHeader, ResponseHeader } from "../src/index.js";
import { type Message, parseVersions } from "../src/schema/index.js";

export interface MessageVersion {
  /** `ProduceRequest v9` */
  readonly title: string;
  readonly message: Message<any>;
  readonly version: number;
}

export const everyMessage: readonly Message<any>[] = [
  RequestHeader,
  ResponseHeader,
  ...apis.flatMap(({ messages }) => [messages.request, messages.response]),
];

/** Every message at every version. */
export const everyMessageVersion: readonly MessageVersion[] = everyMessage.flatMap((message) => {
  const { min, max } = parseVersions(message.versions);
  return Array.from({ length: max - min + 1 }, (_, i) => ({
    title: `${message.name} v${min + i}`,
    message,
    version: min + i,
  }));
});
