import { expect, test } from "vitest";
import { firstDifference, formatBytes, formatCase, parseBytes, parseRecords, type RecordCase } from "./record-text.js";

const records = [
  { offset: "5", timestamp: "-1", key: "-", value: "", headers: ["61=-", "62=63"] },
  { offset: "6", timestamp: "7", key: "", value: "00ff", headers: [] },
];

test("records survive the text form, null and empty apart", () => {
  const one: RecordCase = { name: "one", magic: 2, codec: "none", baseOffset: 5n, records };
  expect(parseRecords(formatCase(one))).toEqual(new Map([["one", records]]));
});

test("bytes survive it too, and errors are not lost", () => {
  expect(parseBytes(formatBytes("a", Buffer.from("00ff", "hex")))).toEqual(
    new Map([["a", Buffer.from("00ff", "hex")]]),
  );
  expect(() => parseBytes("error\ta\tbroken\n")).toThrow("a: broken");
  expect(parseRecords("error\ta\tbroken\n")).toEqual(new Map([["a", "broken"]]));
});

test("the first difference is named", () => {
  expect(firstDifference(records, records)).toBeUndefined();
  expect(firstDifference(records.slice(0, 1), records)).toMatch(/^record 1: …nothing… instead of …\{"offset":"6"/);
  expect(firstDifference([{ ...records[0]!, value: "01" }], records)).toMatch(/^record 0: .*"value":"01"/);
  expect(firstDifference("broken", records)).toBe("not records: broken");
});
