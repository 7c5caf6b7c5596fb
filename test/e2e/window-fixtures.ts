import { test as base, expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, SAMPLE } from './window-files.ts';

/** A running `backref serve`: its printed address, and how to end it. */
interface Served {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

async function serve(cache: string, files: readonly string[]): Promise<Served> {
  const program = path.join(ROOT, 'bin/backref.js');
  const child = spawn(process.execPath, [program, 'serve', '--no-open', ...files], {
    env: { ...process.env, BACKREF_CACHE: cache },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const line = /^(http:\S+)\n/m.exec(printed);
      if (line !== null) resolve(line[1]!);
    });
    void ended.then(() => reject(new Error(`serve ended: ${complaints}`)));
  });
  return {
    address,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

interface WorkerFixtures {
  /** An empty folder for files of the specs; goes at the end. */
  readonly folder: string;
  /** A host without files. */
  readonly emptyHost: Served;
  /** A host that offers the sample. */
  readonly sampleHost: Served;
}

interface TestFixtures {
  /** What the console may say in a test that provokes it; nothing by default. */
  readonly tolerated: string;
  /** The page, on the empty window. Fails the test when anything was complained about in its console. */
  readonly empty: Page;
  /** The page, on the types of the sample. */
  readonly sample: Page;
  /** A host of this test alone, for these files. */
  readonly serveFiles: (files: readonly string[]) => Promise<Served>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  tolerated: ['', { option: true }],
  folder: [
    async ({}, use) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'backref-window-'));
      await use(folder);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  emptyHost: [
    async ({ folder }, use) => {
      const served = await serve(path.join(folder, 'cache'), []);
      await use(served);
      await served.stop();
    },
    { scope: 'worker' },
  ],
  sampleHost: [
    async ({ folder }, use) => {
      const served = await serve(path.join(folder, 'cache'), [SAMPLE]);
      await use(served);
      await served.stop();
    },
    { scope: 'worker' },
  ],
  page: async ({ page, tolerated }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await use(page);
    const unexpected = complaints.filter((text) => tolerated === '' || !text.includes(tolerated));
    expect(unexpected, 'errors and warnings in the console').toEqual([]);
  },
  empty: async ({ page, emptyHost }, use) => {
    await page.goto(emptyHost.address);
    await expect(page.getByText('Drop a snapshot here')).toBeVisible();
    await use(page);
  },
  sample: async ({ page, sampleHost }, use) => {
    await page.goto(sampleHost.address);
    await expect(grid(page, 'Types')).toBeVisible();
    await use(page);
  },
  serveFiles: async ({ folder }, use) => {
    const running: Served[] = [];
    await use(async (files) => {
      const served = await serve(path.join(folder, 'cache'), files);
      running.push(served);
      return served;
    });
    await Promise.all(running.map((served) => served.stop()));
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

/** Gives files to the page's file input, as the browser's dialog would. */
export async function giveFiles(page: Page, ...files: readonly string[]): Promise<void> {
  await page.locator('input[type=file]').setInputFiles([...files]);
}

/** Drops files onto the page, as from a file manager: first they hover, which `whileOver` may look at. */
export async function dropFiles(
  page: Page,
  files: readonly string[],
  whileOver: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const contents = files.map((file) => ({
    name: path.basename(file),
    base64: readFileSync(file).toString('base64'),
  }));
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, contents);
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await whileOver();
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

/** Opens the instances of the sample's leaking class, and the object the keyboard comes to first. */
export async function openFirstFoo(page: Page): Promise<void> {
  await rows(page, 'Types').filter({ hasText: '__main__.Foo' }).click();
  await expect(grid(page, 'Instances')).toHaveAttribute('aria-rowcount', '10001');
  await rows(page, 'Instances').first().click();
  await expect(page.getByRole('region', { name: 'Object' })).toBeVisible();
}
