/** Sending a stream of records at the pace of the cluster. */

export { finishSending } from "./finish.js";
export { LineSender, type SentRecord } from "./line-sender.js";
