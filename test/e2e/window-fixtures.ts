import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { BrowserHost, DesktopHost } from './hosts.ts';
import type { WindowHost } from './hosts.ts';
import { SAMPLE } from './window-files.ts';

export interface HostOptions {
  /** Where the windows of a project's specs live; set by the Playwright configuration. */
  readonly hostKind: WindowHost['kind'];
}

interface WorkerFixtures extends HostOptions {
  /** An empty folder for files of the specs; goes at the end. */
  readonly folder: string;
  readonly host: WindowHost;
}

interface TestFixtures {
  /** What the console may say in a test that provokes it; nothing by default. */
  readonly tolerated: RegExp;
  /** Opens a window that is offered the files. Fails the test when anything is complained about in its console. */
  readonly openWindow: (files: readonly string[]) => Promise<Page>;
  /** A window without files. */
  readonly empty: Page;
  /** A window on the types of the sample. */
  readonly sample: Page;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  hostKind: ['browser', { option: true, scope: 'worker' }],
  tolerated: [/(?!)/, { option: true }],
  folder: [
    async ({}, use) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'backref-window-'));
      await use(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: 'worker' },
  ],
  host: [
    async ({ playwright, launchOptions, folder, hostKind }, use) => {
      const host =
        hostKind === 'desktop'
          ? await DesktopHost.start(folder)
          : new BrowserHost(await playwright.chromium.launch(launchOptions), folder);
      await use(host);
      await host.stop();
    },
    { scope: 'worker' },
  ],
  openWindow: async ({ host, tolerated }, use) => {
    const pages: Page[] = [];
    const complaints: string[] = [];
    await use(async (files) => {
      const page = await host.open(files);
      pages.push(page);
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      return page;
    });
    for (const page of pages) await host.close(page);
    const unexpected = complaints.filter((text) => !tolerated.test(text));
    expect(unexpected, 'errors and warnings in the console').toEqual([]);
  },
  empty: async ({ openWindow }, use) => {
    const page = await openWindow([]);
    await expect(page.getByText('Drop a snapshot here')).toBeVisible();
    await use(page);
  },
  sample: async ({ openWindow }, use) => {
    const page = await openWindow([SAMPLE]);
    await expect(rows(page, 'Types').first()).toBeVisible();
    await use(page);
  },
});

export { expect };

export function grid(page: Page, name: string): Locator {
  return page.getByRole('grid', { name, exact: true });
}

/** Rows of a grid with values, without its head. */
export function rows(page: Page, name: string): Locator {
  return grid(page, name).locator('[role=row][aria-selected]');
}

/** Texts of one column of the rows in sight; `column` counts from 1. */
export function columnTexts(page: Page, name: string, column: number): Promise<string[]> {
  return rows(page, name)
    .locator(`[role=gridcell][aria-colindex="${String(column)}"]`)
    .allInnerTexts();
}

/** Whether the page is a window of the desktop app. */
export function isDesktop(page: Page): Promise<boolean> {
  return page.evaluate(() => 'backrefHost' in window);
}

/** Gives files to the window: by the page's file input in a browser, by a drop in the desktop app. */
export async function giveFiles(page: Page, ...files: readonly string[]): Promise<void> {
  if (await isDesktop(page)) await dropFiles(page, files);
  else await page.locator('input[type=file]').setInputFiles([...files]);
}

/**
 * From now on: the page itself presses Cancel as soon as a bar with a value is there, and this resolves with that bar.
 * Asked from outside, a quick opening would be over before a slow machine has looked.
 */
export function cancelAtFirstSight(
  page: Page,
): Promise<{ readonly phase: string; readonly percent: number }> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const look = (): void => {
          const bar = document.querySelector('[role="progressbar"][aria-valuenow]');
          const buttons = [...document.querySelectorAll('button')];
          const cancel = buttons.find((button) => button.textContent === 'Cancel');
          if (bar === null || cancel === undefined) return;
          observer.disconnect();
          resolve({ phase: bar.ariaLabel ?? '', percent: Number(bar.ariaValueNow) });
          cancel.click();
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { subtree: true, childList: true, attributes: true });
        look();
      }),
  );
}

/** Drops files onto the page, as from a file manager: first they hover, which `whileOver` may look at. */
export async function dropFiles(
  page: Page,
  files: readonly string[],
  whileOver: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const place = { x: 300, y: 300, data: { items: [], files: [...files], dragOperationsMask: 1 } };
  await devtools.send('Input.dispatchDragEvent', { type: 'dragEnter', ...place });
  await devtools.send('Input.dispatchDragEvent', { type: 'dragOver', ...place });
  await whileOver();
  await devtools.send('Input.dispatchDragEvent', { type: 'drop', ...place });
  await devtools.detach();
}

/** The text that was copied, read as a user would: by pasting it. */
export async function copiedText(page: Page): Promise<string> {
  await page.evaluate(() => {
    const box = document.createElement('textarea');
    box.id = 'paste-here';
    document.body.append(box);
    box.focus();
  });
  await page.keyboard.press('ControlOrMeta+v');
  const box = page.locator('#paste-here');
  await expect(box).not.toHaveValue('');
  const text = await box.inputValue();
  await box.evaluate((element) => element.remove());
  return text;
}

/** Goes to a place of the window: what stands after the # of its address. */
export async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => (window.location.hash = hash), place);
}

/** Makes the page as large and as sharp as a screen of that kind would. */
export async function setScreen(
  page: Page,
  width: number,
  height: number,
  deviceScaleFactor: number,
): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const metrics = { width, height, deviceScaleFactor, mobile: false };
  await devtools.send('Emulation.setDeviceMetricsOverride', metrics);
}

/** Opens the instances of the sample's leaking class, and the object the keyboard comes to first. */
export async function openFirstFoo(page: Page): Promise<void> {
  await rows(page, 'Types').filter({ hasText: '__main__.Foo' }).click();
  await expect(grid(page, 'Instances')).toHaveAttribute('aria-rowcount', '10001');
  await rows(page, 'Instances').first().click();
  await expect(page.getByRole('region', { name: 'Object' })).toBeVisible();
}
