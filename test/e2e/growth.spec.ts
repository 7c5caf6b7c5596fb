import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { anyPython } from '../fixtures/find-python.ts';
import { ROOT, writeClasses } from './window-files.ts';
import { expect, grid, rows, test as base } from './window-fixtures.ts';

/** Which objects the program made, freed and kept: addresses as it wrote them down itself. */
interface Truth {
  readonly Order: Readonly<Record<'new' | 'freed' | 'survived', readonly number[]>>;
  readonly holders: { readonly Order: number };
}

const PYTHON = anyPython();

/** Two snapshots of one process, around a change that it wrote down. */
const test = base.extend<
  object,
  { readonly pair: { readonly files: readonly string[]; readonly truth: Truth } }
>({
  pair: [
    async ({ folder }, use) => {
      const files = ['before.backref', 'after.backref'].map((name) => path.join(folder, name));
      const ids = path.join(folder, 'ids.json');
      const program = path.join(ROOT, 'test/fixtures/growth_program.py');
      execFileSync(PYTHON ?? '', [program, path.join(ROOT, 'assets/agent'), ...files, ids], {
        cwd: folder,
        stdio: 'ignore',
      });
      await use({ files, truth: JSON.parse(readFileSync(ids, 'utf8')) as Truth });
    },
    { scope: 'worker' },
  ],
});

test.skip(() => PYTHON === null, 'no Python here to take two snapshots of one process');

async function openPart(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: 'Growth' }).click();
  await page.getByRole('tab', { name: title }).click();
}

const object = (page: Page): Locator => page.getByRole('region', { name: 'Object' });
const orders = (page: Page, list: string): Locator => rows(page, list).filter({ hasText: '__main__.Order' });

test('files given together: where they are compared is said', async ({ openWindow, pair }) => {
  const page = await openWindow(pair.files);
  await expect(page.getByText('2 snapshots are open: Growth compares them')).toBeVisible();
  await page.getByRole('link', { name: 'Growth' }).click();
  await expect(page.getByLabel('Before', { exact: true })).toHaveValue('before.backref');
  await expect(orders(page, 'Growth')).toContainText('+80');
  await page.getByRole('combobox', { name: 'Compare by' }).selectOption('keeper');
  await expect(rows(page, 'Growth').filter({ hasText: '__main__' }).first()).toContainText('+');
  await expect(page).toHaveURL(/by=keeper/);
});

test('new objects: the older list that took them in, how long it was and is; a click opens it', async ({
  openWindow,
  pair,
}) => {
  const page = await openWindow(pair.files);
  await openPart(page, 'Held by older objects');
  const row = orders(page, 'New objects held by older ones');
  await expect(row).toContainText('120 ×');
  await expect(row).toContainText('500 → 580');
  await row.click();
  await expect(object(page).getByRole('heading', { level: 2 })).toContainText(
    `0x${pair.truth.holders.Order.toString(16)}`,
  );
  const listed = rows(page, 'New objects held by older ones');
  const grown = await listed.count();
  await page.getByRole('checkbox', { name: 'also those that are no longer than before' }).check();
  await expect(async () => expect(await listed.count()).toBeGreaterThanOrEqual(grown)).toPass();
});

test('new, freed and survived objects are sets, of as many as the program says', async ({
  openWindow,
  pair,
}) => {
  const page = await openWindow(pair.files);
  for (const [fate, name] of [
    ['new', 'New'],
    ['freed', 'Freed'],
    ['survived', 'Survived'],
  ] as const) {
    await openPart(page, 'New, freed, survived');
    await page.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
    await expect(rows(page, 'Objects').first()).toBeVisible();
    await page.getByRole('button', { name: 'By type' }).click();
    await expect(orders(page, 'Groups')).toContainText(String(pair.truth.Order[fate].length));
    await expect(page).toHaveTitle(fate === 'freed' ? /^before\.backref/ : /^after\.backref/);
    await page.goBack();
  }
});

test('a freed object is opened in the snapshot that has it', async ({ openWindow, pair }) => {
  const page = await openWindow(pair.files);
  await openPart(page, 'New, freed, survived');
  await page.getByRole('radio', { name: /^Freed/ }).check();
  const gone = `0x${pair.truth.Order.freed[0]!.toString(16)}`;
  await page.getByRole('searchbox', { name: 'Filter objects' }).fill(gone);
  await expect(rows(page, 'Objects')).toHaveCount(1);
  await rows(page, 'Objects').click();
  await expect(page).toHaveTitle(/^before\.backref/);
  await expect(object(page).getByRole('heading', { level: 2 })).toContainText(gone);
});

test('over time: the whole and any type as lines, whose points lead to their snapshots', async ({
  openWindow,
  pair,
}) => {
  const page = await openWindow(pair.files);
  await openPart(page, 'Over time');
  await expect(page.getByRole('group', { name: 'Resident memory over time' })).toBeVisible();
  const row = orders(page, 'Growth over time');
  await expect(row).toContainText('500 → 580');
  await expect(row).toContainText('steady');
  await row.click();
  const chart = page.getByRole('group', { name: '__main__.Order over time' });
  await expect(chart.getByRole('link')).toHaveCount(2);
  await page.getByRole('checkbox', { name: 'only what grew steadily' }).check();
  await expect(row).toBeVisible();
  await page.getByRole('searchbox', { name: 'Filter names' }).fill('no such type');
  await expect(page.getByText('Nothing grew steadily')).toBeVisible();
  await chart.getByRole('link', { name: /^before/ }).click();
  await expect(page).toHaveURL(/before\.backref\/overview/);
});

test('of two processes only counts are compared, and it says why', async ({ openWindow, pair, folder }) => {
  const other = writeClasses(path.join(folder, 'other.heapsnapshot'), [['Order', 5]]);
  const page = await openWindow([pair.files[0]!, other]);
  await openPart(page, 'New, freed, survived');
  await expect(page.getByText('Single objects cannot be compared')).toBeVisible();
  await openPart(page, 'Changes');
  await expect(grid(page, 'Growth')).toBeVisible();
});
