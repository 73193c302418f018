import { defineConfig } from "vitest/config";

/** Against real Kafka. Not named vitest.config.ts, so that the quick run does not start it. */
export default defineConfig({
  test: {
    name: "dump-interop",
    include: ["test/**/*.test.ts"],
    // One broker at a time: they share two cores.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
