import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.{ts,tsx}", "dashboard/test/**/*.test.ts"],
    globalSetup: ["packages/testing/src/setup.ts", "packages/e2e/src/setup.ts"],
    // Limits for what hangs; a busy machine with a debug build of the server takes its time.
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
