import { defineConfig } from "vitest/config";

/** Against Kafka's jars. Not named vitest.config.ts, so that the workspace's quick run does not fetch them. */
export default defineConfig({
  test: {
    name: "conformance",
    include: ["test/**/*.test.ts"],
    globalSetup: ["src/fetch-kafka-clients.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
