import { defineConfig } from "vitest/config";

/** What needs nothing but Node. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/real/**"],
    maxWorkers: 2,
    execArgv: ["--require", "./local/engine/lean-sdk.js", "--max-semi-space-size=32"],
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
