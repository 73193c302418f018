import { expect, test } from "vitest";
import { canonicalEndpoints } from "./canonical-names.js";
import { HostAddresses } from "./resolve.js";

function resolver(...answers: string[][]) {
  let call = 0;
  return {
    lookup: async () => answers[Math.min(call++, answers.length - 1)]!,
    canonicalName: async (address: string) => `name-of-${address}`,
  };
}

test("each try starts with the address after the one that was tried last", async () => {
  const addresses = new HostAddresses(resolver(["a", "b", "c"]));
  expect(await addresses.inOrder("host")).toEqual(["a", "b", "c"]);
  addresses.tried("a");
  expect(await addresses.inOrder("host")).toEqual(["b", "c", "a"]);
  addresses.tried("c");
  expect(await addresses.inOrder("host")).toEqual(["a", "b", "c"]);
});

test("an address that works is the first choice of the next time", async () => {
  const addresses = new HostAddresses(resolver(["a", "b"]));
  addresses.tried("a");
  addresses.tried("b");
  addresses.worked();
  expect(await addresses.inOrder("host")).toEqual(["b", "a"]);
});

test("names are looked up again for each try, and addresses that are gone do no harm", async () => {
  const addresses = new HostAddresses(resolver(["a", "b"], ["c", "d"]));
  await addresses.inOrder("host");
  addresses.tried("b");
  expect(await addresses.inOrder("host")).toEqual(["c", "d"]);
});

test("canonical names: one server for each address, each name once", async () => {
  const endpoints = [
    { host: "alias", port: 1 },
    { host: "alias", port: 2 },
  ];
  expect(await canonicalEndpoints(endpoints, resolver(["a", "b", "a"]))).toEqual([
    { host: "name-of-a", port: 1 },
    { host: "name-of-b", port: 1 },
    { host: "name-of-a", port: 2 },
    { host: "name-of-b", port: 2 },
  ]);
});
