import { expect, test } from "vitest";
import { errorLine } from "./error-line.js";

test("an error is one line with its causes", () => {
  const refused = new Error("connect ECONNREFUSED 127.0.0.1:9");
  const error = new Error("no broker\n  answered", { cause: refused });
  expect(errorLine(error)).toBe("no broker answered; caused by: connect ECONNREFUSED 127.0.0.1:9");
});

test("a cause that the message already quotes is not repeated", () => {
  const cause = new Error("too late");
  expect(errorLine(new Error("flight 7: too late", { cause }))).toBe("flight 7: too late");
});

test("the reasons inside an AggregateError without words of its own", () => {
  expect(errorLine(new AggregateError([new Error("IPv4"), new Error("IPv6")]))).toBe("IPv4, IPv6");
});

test("a cycle of causes ends", () => {
  const a = new Error("a");
  a.cause = new Error("b", { cause: a });
  expect(errorLine(a)).toBe("a; caused by: b");
});
