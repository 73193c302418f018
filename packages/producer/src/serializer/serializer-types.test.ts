/** What the compiler knows of keys and values. Checked by `npm run typecheck`; there is nothing to see at run time. */
import { expectTypeOf, test } from "vitest";
import type { ProducerOptions } from "../config/index.js";
import type { KafkaProducer } from "../producer.js";
import type { SerializedData, Serializer, SerializerInput } from "./serializer.js";
import { type int64Serializer, jsonSerializer, stringSerializer } from "./serializers.js";

interface Order {
  readonly id: number;
}

/** What `new KafkaProducer(options)` is inferred to be, without making one. */
declare function producerOf<K = SerializedData, V = SerializedData>(
  options: ProducerOptions<K, V>,
): KafkaProducer<K, V>;
type Sent<P> = P extends { send(record: infer R): unknown } ? R : never;

test("a serializer's input is what the producer takes", () => {
  expectTypeOf<SerializerInput<typeof stringSerializer>>().toEqualTypeOf<string>();
  expectTypeOf<SerializerInput<typeof int64Serializer>>().toEqualTypeOf<number | bigint>();
  expectTypeOf<SerializerInput<(order: Order) => Promise<Uint8Array>>>().toEqualTypeOf<Order>();
  expectTypeOf<SerializerInput<{ serialize(topic: string, order: Order): string }>>().toEqualTypeOf<Order>();
  expectTypeOf<SerializerInput<undefined>>().toEqualTypeOf<SerializedData>();
});

test("a producer's types follow from its serializers", () => {
  const plain = () => producerOf({ bootstrapServers: "a:9092" });
  expectTypeOf<Sent<ReturnType<typeof plain>>["value"]>().toEqualTypeOf<string | Uint8Array | null | undefined>();

  const typed = () => producerOf({ keySerializer: stringSerializer, valueSerializer: (order: Order) => `${order.id}` });
  expectTypeOf<Sent<ReturnType<typeof typed>>["key"]>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<Sent<ReturnType<typeof typed>>["value"]>().toEqualTypeOf<Order | null | undefined>();

  const valueOnly = () =>
    producerOf({ valueSerializer: { serialize: (_topic: string, order: Order) => `${order.id}` } });
  expectTypeOf<Sent<ReturnType<typeof valueOnly>>["key"]>().toEqualTypeOf<SerializedData | undefined>();
  expectTypeOf<Sent<ReturnType<typeof valueOnly>>["value"]>().toEqualTypeOf<Order | null | undefined>();
});

test("a wide serializer serves a narrow producer, not the other way round", () => {
  expectTypeOf(jsonSerializer).toExtend<Serializer<Order>>();
  expectTypeOf(stringSerializer).not.toExtend<Serializer<Order>>();
  expectTypeOf(stringSerializer).not.toExtend<Serializer<unknown>>();
});
