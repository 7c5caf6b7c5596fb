import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
// For `window.backrefHost`.
import type {} from '../../renderer/host/connect-host.ts';
import { closeDesktop, launchDesktop } from './desktop-app.ts';
import type { LaunchOptions } from './desktop-app.ts';

interface DesktopFixtures {
  /** An empty folder of this test; goes at its end. */
  readonly folder: string;
  /** Where the test's apps keep what they remember, unless they are told otherwise. */
  readonly userData: string;
  /** Starts the app; it is closed at the end of the test if it still runs. */
  readonly launch: (options?: Partial<LaunchOptions>) => Promise<ElectronApplication>;
  /** An app without files, with its first window up. */
  readonly app: ElectronApplication;
  /** The first window of `app`. */
  readonly page: Page;
}

/** For specs of the desktop app alone: each test has an app of its own. */
export const test = base.extend<DesktopFixtures>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'backref-desktop-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  userData: async ({ folder }, use) => use(path.join(folder, 'user-data')),
  launch: async ({ userData }, use) => {
    // The process too: Playwright tells it no more once the app has ended.
    const apps = new Map<ElectronApplication, ChildProcess>();
    await use(async (options = {}) => {
      const app = await launchDesktop({ userData, ...options });
      apps.set(app, app.process());
      return app;
    });
    for (const [app, child] of apps) await closeDesktop(app, child);
  },
  app: async ({ launch }, use) => use(await launch()),
  page: async ({ app }, use) => {
    const page = await app.firstWindow();
    await expect(page.getByText('Drop a snapshot here')).toBeVisible();
    await use(page);
  },
});

export { expect };
