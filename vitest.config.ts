import { defineConfig } from "vitest/config";

const ci = process.env["CI"] === "true";

export default defineConfig({
  test: {
    detectAsyncLeaks: process.env["DETECT_LEAKS"] === "true",
    experimental: { viteModuleRunner: false },
    maxWorkers: 2,
    reporters: [ci ? "dot" : "default", "./scripts/gate-reporter.ts"],
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**", "apps/*/src/**", "sims/*/src/**"],
      reporter: ["text-summary", "json-summary"],
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          isolate: false,
          include: [
            "packages/*/src/**/*.test.ts",
            "sims/*/src/**/*.test.ts",
            "apps/*/src/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
          exclude: ["packages/contracts/**", "packages/ledger/src/compliance/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "contracts",
          isolate: false,
          include: ["packages/contracts/src/**/*.test.ts", "packages/ledger/src/compliance/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["apps/*/test/**/*.test.ts", "packages/*/test/e2e/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "peers",
          include: ["peers/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "faults",
          include: ["packages/*/test/faults/**/*.test.ts"],
          testTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
