import fc from "fast-check";
import { expect, test } from "vitest";
import { Reader, Writer } from "../src/wire/index.js";
import { arbitraryMessage } from "./arbitrary-message.js";
import { everyMessageVersion } from "./every-message.js";
import { toJson } from "./json-form.js";

test.each(everyMessageVersion)("$title: what was written reads as what it was", ({ message, version }) => {
  const { write, read } = message.codec(version);
  fc.assert(
    fc.property(arbitraryMessage(message, version), (value) => {
      const writer = new Writer();
      write(writer, value);
      const reader = new Reader(writer.finish());
      const result = read(reader);
      reader.expectEnd();
      expect(toJson(result)).toEqual(toJson(value));
    }),
    { numRuns: 20 },
  );
});
