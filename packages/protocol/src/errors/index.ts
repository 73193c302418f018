export { BrokerError } from "./broker-error.js";
export { ErrorCode, type ErrorInfo, errorInfo } from "./error-info.js";
export { KafkaError, type KafkaErrorOptions } from "./kafka-error.js";
export { KafkaProtocolError, locate } from "./kafka-protocol-error.js";
