import { preset } from "@k/vitest";
import { defineProject } from "vitest/config";

export default defineProject({ test: { ...preset, name: "@k/records" } });
