import { expect, test } from "vitest";
import { SerializationError } from "../errors.js";
import { recordSerializer } from "./record-serializer.js";
import type { SerializedData, Serializer } from "./serializer.js";

test("without a serializer text, bytes and null go through untouched", () => {
  const serializer = recordSerializer(undefined, "value");
  const bytes = Uint8Array.of(1, 2);
  expect(serializer.passesThrough).toBe(true);
  for (const value of ["text", "", bytes, null]) expect(serializer.serialize("orders", value, [])).toBe(value);
  expect(serializer.serialize("orders", undefined, [])).toBeNull();
});

test.each([
  [7, "a number"],
  [true, "a boolean"],
  [7n, "a bigint"],
  [{ secret: "x" }, "an object"],
  [new Date(0), "an object (Date)"],
  [new ArrayBuffer(2), "an object (ArrayBuffer)"],
  [() => 1, "a function"],
])("without a serializer %o is an error that names its type, not its content", (value, described) => {
  const serialize = (): unknown => recordSerializer(undefined, "value").serialize("orders", value, []);
  expect(serialize).toThrow(SerializationError);
  expect(serialize).toThrow(
    `orders: the value is ${described}; without a valueSerializer it must be text, bytes or null`,
  );
});

test("null and undefined are Kafka's null, whatever the serializer", () => {
  const serializer = recordSerializer(() => expect.fail("called for null"), "key");
  expect(serializer.serialize("orders", null, [])).toBeNull();
  expect(serializer.serialize("orders", undefined, [])).toBeNull();
});

test("a function is called with the value, a method with topic, value and headers", () => {
  const calls: unknown[][] = [];
  const headers = [{ key: "trace", value: null }];
  const call = (...given: unknown[]): string => String(calls.push(given));
  expect(recordSerializer(call, "key").serialize("orders", 7, headers)).toBe("1");
  class Registry {
    readonly prefix = "p:";
    serialize(...given: unknown[]): string {
      calls.push(given);
      return this.prefix;
    }
  }
  expect(recordSerializer(new Registry(), "key").serialize("orders", 7, headers)).toBe("p:");
  expect(calls).toEqual([[7], ["orders", 7, headers]]);
});

test("what a serializer throws becomes the cause of an error that names topic and part", () => {
  const cause = new RangeError("too big");
  const serializer = recordSerializer(() => {
    throw cause;
  }, "key");
  const error = caught(() => serializer.serialize("orders", 7, []));
  expect(error).toBeInstanceOf(SerializationError);
  expect(error.message).toBe("orders: the keySerializer failed: too big");
  expect(error.cause).toBe(cause);
});

test.each([
  [undefined, "undefined"],
  [7, "a number"],
  [{}, "an object"],
])("a serializer that gives %o fails the record", async (result, described) => {
  const expected = `orders: the valueSerializer gave ${described}, not text, bytes or null`;
  const now = recordSerializer(giving(result), "value");
  expect(() => now.serialize("orders", 7, [])).toThrow(expected);
  const later = recordSerializer(giving(Promise.resolve(result)), "value");
  await expect(later.serialize("orders", 7, [])).rejects.toThrow(expected);
});

test("a serializer may give null: a tombstone of its own making", () => {
  expect(recordSerializer(giving(null), "value").serialize("orders", 7, [])).toBeNull();
});

test("a promise is handed on, and its rejection becomes the cause of a SerializationError", async () => {
  const good = recordSerializer(async (value: number) => `n${value}`, "value").serialize("orders", 7, []);
  expect(good).toBeInstanceOf(Promise);
  expect(await good).toBe("n7");

  const cause = new Error("registry is down");
  const bad = recordSerializer(() => Promise.reject(cause), "value").serialize("orders", 7, []);
  await expect(bad).rejects.toMatchObject({
    name: "SerializationError",
    message: "orders: the valueSerializer failed: registry is down",
    cause,
  });
});

test("a foreign thenable counts as a promise", async () => {
  // biome-ignore lint/suspicious/noThenProperty: some libraries return such objects
  const thenable = { then: (resolve: (value: string) => void) => resolve("late") };
  expect(await recordSerializer(giving(thenable), "value").serialize("orders", 7, [])).toBe("late");
});

test("closing reaches the object that was configured", async () => {
  let closed = 0;
  const serializer = {
    serialize: () => "",
    close: async () => {
      closed++;
    },
  };
  await recordSerializer(serializer, "value").close();
  await recordSerializer(() => "", "value").close();
  await recordSerializer(undefined, "value").close();
  expect(closed).toBe(1);
});

/** A serializer with a result that its type forbids, as plain JavaScript may have one. */
function giving(result: unknown): Serializer<number> {
  return () => result as SerializedData;
}

function caught(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  return expect.fail("nothing was thrown");
}
