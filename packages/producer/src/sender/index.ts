export { Sender, type SenderConfig } from "./sender.js";
export type { SenderObserver, SentRequest } from "./sender-observer.js";
