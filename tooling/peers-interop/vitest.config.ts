import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

export default defineProject({ test: { ...preset, testTimeout: 60_000, name: "@k/peers-interop-tooling" } });
