import { defineConfig } from "vitest/config";

/** Against Java and kafka-python. Not named vitest.config.ts, so that the workspace's quick run does not fetch them. */
export default defineConfig({
  test: {
    name: "records-interop",
    include: ["test/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
