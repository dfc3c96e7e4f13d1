import { defineConfig } from "vitest/config";

/** What runs on real servers: the toolchain is built first, which takes minutes once. One control plane at a time. */
export default defineConfig({
  test: {
    include: ["test/real/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 1_200_000,
  },
});
