import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.{ts,tsx}", "dashboard/test/**/*.test.ts"],
    globalSetup: ["packages/testing/src/setup.ts", "packages/e2e/src/setup.ts"],
    testTimeout: 60_000,
  },
});
