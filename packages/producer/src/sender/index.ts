export { Sender, type SenderConfig } from "./sender.js";
export type { SenderObserver } from "./sender-observer.js";
