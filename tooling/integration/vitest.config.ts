import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

/** The quick part: what these tests are made of, tried without a broker. */
export default defineProject({ test: { ...preset, include: ["src/**/*.test.ts"], name: "@k/integration-tooling" } });
