import { defineConfig } from "vitest/config";

/** What needs nothing but Node. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/real/**"],
    maxWorkers: 2,
    // Loading the SDKs anew for each file would take longer than the tests.
    isolate: false,
    execArgv: ["--require", "./local/engine/lean-sdk.js", "--max-semi-space-size=32"],
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
