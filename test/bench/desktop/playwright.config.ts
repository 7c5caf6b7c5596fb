import { defineConfig } from '@playwright/test';

/** `npm run bench:desktop`: measures the desktop app with a large file. No test: it prints figures and asserts little. */
export default defineConfig({
  testDir: '.',
  testMatch: 'large-file.ts',
  outputDir: '../../../test-results/bench',
  timeout: 600_000,
  expect: { timeout: 300_000 },
  workers: 1,
  reporter: 'line',
});
