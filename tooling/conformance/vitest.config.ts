import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

/** The quick part: the comparison itself, tried without Kafka. */
export default defineProject({ test: { ...preset, include: ["src/**/*.test.ts"], name: "@k/conformance-tooling" } });
