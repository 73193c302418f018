import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

/** The quick part: the text form that the programs talk in, tried without Java and Python. */
export default defineProject({ test: { ...preset, include: ["src/**/*.test.ts"], name: "@k/records-interop" } });
