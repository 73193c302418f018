export { type RecordSink, RecordStream } from "./record-stream.js";
