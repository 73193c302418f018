import { expect, test } from "vitest";
import { IllegalStateError, KafkaConnectionError } from "../errors.js";
import { type ConnectionState, isDown, transition } from "./connection-state.js";
import { NodeApiVersions } from "./node-api-versions.js";

const versions = new NodeApiVersions(new Map(), "negotiated");
const reason = new KafkaConnectionError("over");
const states: Readonly<Record<ConnectionState["name"], ConnectionState>> = {
  connecting: { name: "connecting" },
  tls: { name: "tls" },
  versions: { name: "versions" },
  authenticating: { name: "authenticating", versions },
  ready: { name: "ready", versions, reauthenticateAtMs: 0 },
  "re-authenticating": { name: "re-authenticating", versions },
  closing: { name: "closing", reason },
  closed: { name: "closed", reason },
};

const lives: readonly (readonly ConnectionState["name"][])[] = [
  ["connecting", "versions", "ready", "closing", "closed"],
  ["connecting", "tls", "versions", "ready", "closing"],
  [
    "connecting",
    "tls",
    "versions",
    "authenticating",
    "ready",
    "re-authenticating",
    "ready",
    "re-authenticating",
    "closing",
  ],
  ["connecting", "closing", "closed"],
];

test.each(lives.map((life) => [life]))("%j is a life", (life) => {
  const end = life.slice(1).reduce((state, next) => transition(state, states[next]), states[life[0]!]);
  expect(end.name).toBe(life.at(-1));
});

test.each([
  ["connecting", "ready"],
  ["versions", "tls"],
  ["authenticating", "re-authenticating"],
  ["closing", "ready"],
  ["closed", "closing"],
  ["ready", "ready"],
] as const)("%s is never followed by %s", (from, to) => {
  expect(() => transition(states[from], states[to])).toThrow(IllegalStateError);
});

test("only closing and closed count as down", () => {
  expect(
    Object.values(states)
      .filter(isDown)
      .map(({ name }) => name),
  ).toEqual(["closing", "closed"]);
});
