import { defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';
import { chromiumExecutable } from '../../scripts/chromium.mjs';
import type { HostOptions } from './window-fixtures.ts';

const executablePath = chromiumExecutable();

/** The same drawing and asking in both hosts, and the slowest specs: in `npm test` in one of them. */
const IN_BROWSER_ONLY =
  process.env['BACKREF_E2E'] === 'short' ? [/(^|\/)(graph|growth|views)\.spec\.ts$/] : [];

/**
 * Specs in real Chromium: a system one, or Playwright's own; never a simulated DOM. Each runs in both hosts: the
 * browser, and the desktop app (real Electron or its stand-in: see desktop-app.ts). What makes sense in one host only
 * is in browser-*.spec.ts or desktop-*.spec.ts.
 */
export default defineConfig<object, HostOptions>({
  testDir: '.',
  outputDir: '../../test-results',
  timeout: 60_000,
  // Generous: two cores, often shared with other work. Nothing waits longer than it must.
  expect: { timeout: 25_000 },
  fullyParallel: false,
  workers: 2,
  forbidOnly: Boolean(process.env['CI']),
  // On a loaded machine a browser may lose a race; what passes only at the second try is named as flaky.
  retries: process.env['CI'] === undefined ? 0 : 1,
  projects: [
    { name: 'browser', testIgnore: /desktop-[^/]*\.spec\.ts$/, use: { hostKind: 'browser' } },
    {
      name: 'desktop',
      testIgnore: [/browser-[^/]*\.spec\.ts$/, ...IN_BROWSER_ONLY],
      use: { hostKind: 'desktop' },
    },
  ],
  reporter: [['list'], ['json', { outputFile: '../../test-results/e2e.json' }]],
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath !== null && existsSync(executablePath) ? { executablePath } : {}),
      args: [
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
      ],
      chromiumSandbox: process.getuid?.() !== 0,
    },
  },
});
