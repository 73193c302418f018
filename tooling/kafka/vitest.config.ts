import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

export default defineProject({ test: { ...preset, include: ["src/**/*.test.js"], name: "@k/kafka-tooling" } });
