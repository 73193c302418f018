/** What every package's vitest.config.js shares: where its tests are, and that a hanging test is a failing one. */
export const preset = {
  include: ["src/**/*.test.ts", "test/**/*.test.ts"],
  environment: "node",
  testTimeout: 30_000,
  hookTimeout: 60_000,
};
