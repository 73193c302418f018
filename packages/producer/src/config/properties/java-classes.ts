/** Java's own serializers and partitioners, by the names of their classes. */
import { RoundRobinPartitioner } from "../../partitioner/index.js";
import {
  bytesSerializer,
  doubleSerializer,
  int16Serializer,
  int32Serializer,
  int64Serializer,
  stringSerializer,
} from "../../serializer/index.js";
import { type PropertyMapper, UnmappableProperty } from "./property-mapper.js";

const SERIALIZERS = "org.apache.kafka.common.serialization.";

const serializers: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  [`${SERIALIZERS}StringSerializer`, stringSerializer],
  [`${SERIALIZERS}ByteArraySerializer`, bytesSerializer],
  [`${SERIALIZERS}ByteBufferSerializer`, bytesSerializer],
  [`${SERIALIZERS}BytesSerializer`, bytesSerializer],
  [`${SERIALIZERS}ShortSerializer`, int16Serializer],
  [`${SERIALIZERS}IntegerSerializer`, int32Serializer],
  [`${SERIALIZERS}LongSerializer`, int64Serializer],
  [`${SERIALIZERS}DoubleSerializer`, doubleSerializer],
]);

export const javaClassProperties: Readonly<Record<string, PropertyMapper>> = {
  "key.serializer": (value) => ({ keySerializer: serializerOf(value.trim(), "keySerializer") }),
  "value.serializer": (value) => ({ valueSerializer: serializerOf(value.trim(), "valueSerializer") }),
  "partitioner.class": (value) => {
    switch (value.trim()) {
      case "":
      case "org.apache.kafka.clients.producer.internals.DefaultPartitioner":
        return {};
      case "org.apache.kafka.clients.producer.UniformStickyPartitioner":
        return { partitionerIgnoreKeys: true };
      case "org.apache.kafka.clients.producer.RoundRobinPartitioner":
        return { partitioner: new RoundRobinPartitioner() };
      default:
        throw new UnmappableProperty(`the Java class ${value.trim()} cannot be loaded; use the option partitioner`);
    }
  },
};

function serializerOf(className: string, option: string): unknown {
  const serializer = serializers.get(className);
  if (serializer !== undefined) return serializer;
  throw new UnmappableProperty(`the Java class ${className} cannot be loaded; use the option ${option}`);
}
