import fc from "fast-check";
import { expect, test } from "vitest";
import { KafkaProtocolError } from "../src/index.js";
import { MalformedError, Reader, TruncatedError, Writer } from "../src/wire/index.js";
import { arbitraryMessage } from "./arbitrary-message.js";
import { everyMessageVersion, type MessageVersion } from "./every-message.js";

/** A valid message that is the same in every run. */
function sample({ message, version }: MessageVersion, seed: number): Uint8Array {
  const [value] = fc.sample(arbitraryMessage(message, version), { numRuns: 1, seed });
  const writer = new Writer();
  message.codec(version).write(writer, value);
  return writer.finish();
}

test.each(everyMessageVersion)("$title: every truncation is a truncation", (target) => {
  const bytes = sample(target, 1);
  const { read } = target.message.codec(target.version);
  for (let length = 0; length < bytes.length; length++) {
    expect(() => read(new Reader(bytes.subarray(0, length))), `${length} bytes`).toThrow(TruncatedError);
  }
});

test.each(everyMessageVersion)("$title: every flipped bit gives a value or a typed error", (target) => {
  const bytes = Uint8Array.from(sample(target, 2));
  const { read } = target.message.codec(target.version);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    try {
      read(new Reader(bytes));
    } catch (error) {
      if (!(error instanceof TruncatedError || error instanceof MalformedError)) throw error;
    }
    bytes[bit >> 3]! ^= 1 << (bit & 7);
  }
});

test.each(everyMessageVersion)("$title: random bytes give a value or a typed error", ({ message, version }) => {
  const { read } = message.codec(version);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        read(new Reader(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(KafkaProtocolError);
      }
    }),
    { numRuns: 50 },
  );
});
