export { KafkaError, KafkaProtocolError } from "../errors/index.js";
export { MalformedError, TruncatedError } from "./errors.js";
export { Reader, type ReaderOptions } from "./reader.js";
export { utf8Length, utf8Read, utf8Write } from "./utf8.js";
export { uuidFromBytes, uuidToBytes, ZERO_UUID } from "./uuid.js";
export {
  sizeOfUnsignedVarint,
  sizeOfVarint,
  sizeOfVarlong,
  writeUnsignedVarint,
  writeVarint,
  writeVarlong,
} from "./varint.js";
export { Writer } from "./writer.js";
