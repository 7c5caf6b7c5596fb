import { defineConfig } from 'vitest/config';

/** Projects by what they need: `unit` nothing, the others a build (`npm run build`) or the whole tree. */
export default defineConfig({
  test: {
    reporters: process.env['CI'] ? ['default'] : ['default'],
    // Two cores are the usual machine; each worker loads heaps.
    maxWorkers: 2,
    testTimeout: 30_000,
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], testTimeout: 30_000 } },
      { test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'], testTimeout: 120_000 },
      },
      { test: { name: 'capture', include: ['test/capture/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'packaging',
          include: ['test/packaging/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
