import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

/** The quick part: reading what Kafka's tool prints, tried without a broker. */
export default defineProject({ test: { ...preset, include: ["src/**/*.test.ts"], name: "@k/dump-interop-tooling" } });
