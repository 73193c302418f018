export { createRecordStream, type RecordSink } from "./record-stream.js";
