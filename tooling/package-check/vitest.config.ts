import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

export default defineProject({
  test: {
    ...preset,
    include: ["*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    name: "@k/package-check-tooling",
  },
});
