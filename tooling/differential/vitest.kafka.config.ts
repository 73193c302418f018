import { defineConfig } from "vitest/config";

/** With Java and kafka-python. Not named vitest.config.ts, so that the workspace's quick run does not fetch them. */
export default defineConfig({
  test: {
    name: "differential",
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
