import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

export default defineProject({ test: { ...preset, name: "@k/simulation-tooling", testTimeout: 300_000 } });
