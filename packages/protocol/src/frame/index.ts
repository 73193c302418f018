export { type DecodedRequestHeader, decodeRequestHeader, decodeResponse, peekCorrelationId } from "./decode.js";
export { encodeRequest, encodeResponse, type RequestFrameOptions } from "./encode.js";
export { FrameSplitter } from "./frame-splitter.js";
