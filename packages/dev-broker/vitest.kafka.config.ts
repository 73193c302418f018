import { defineConfig } from "vitest/config";

/** Against a real Kafka. Not named vitest.config.ts, so that the quick run does not start one. */
export default defineConfig({
  test: {
    name: "dev-broker against Kafka",
    include: ["test/kafka/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
