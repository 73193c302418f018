import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

export default defineProject({ test: { ...preset, exclude: ["test/kafka/**"], name: "@k/dev-broker" } });
