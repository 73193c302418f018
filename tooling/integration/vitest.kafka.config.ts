import { defineConfig } from "vitest/config";

/** Against real Kafka. Not named vitest.config.ts, so that the workspace's quick run does not start it. */
export default defineConfig({
  test: {
    name: "kafka",
    include: ["test/**/*.test.ts"],
    globalSetup: ["src/fetch-kafka.ts"],
    // One cluster at a time: brokers and producers share two cores.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
