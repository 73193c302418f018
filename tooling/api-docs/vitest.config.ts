import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

export default defineProject({ test: { ...preset, include: ["*.test.mjs"], name: "@k/api-docs-tooling" } });
