import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

/** The quick part: the comparison itself, tried on logs made up for it. */
export default defineProject({ test: { ...preset, include: ["src/**/*.test.ts"], name: "@k/differential-tooling" } });
