/** From what an application has to what Kafka stores: text or bytes, or null. */
export { type RecordSerializer, recordSerializer } from "./record-serializer.js";
export type {
  SerializedData,
  Serializer,
  SerializerFunction,
  SerializerInput,
  SerializerObject,
} from "./serializer.js";
export {
  bytesSerializer,
  doubleSerializer,
  int16Serializer,
  int32Serializer,
  int64Serializer,
  jsonSerializer,
  stringSerializer,
} from "./serializers.js";
