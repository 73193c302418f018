export {
  type AnyApi,
  type Api,
  type ApiDefinition,
  api,
  type InitOf,
  type RequestOf,
  type ResponseInitOf,
  type ResponseOf,
} from "./api.js";
export { array } from "./array.js";
export type { Codec, FieldCodec, Target } from "./codec.js";
export { describe, type FieldDescription, type MessageDescription } from "./describe.js";
export type { Accepted, Fields, Init, Shape } from "./infer.js";
export { type Message, type MessageDefinition, message } from "./message.js";
export { boolean, float64, int8, int16, int32, int64, uint16, uint32, uuid } from "./scalars.js";
export { bytes, records, string } from "./sized.js";
export { struct } from "./struct.js";
export { type UnknownTaggedField, unknownTaggedFields } from "./tagged-fields.js";
export { type AnyType, type Attributes, type Definition, type Kind, Type } from "./type.js";
export { includes, parseVersions, type VersionRange, type Versions } from "./versions.js";
