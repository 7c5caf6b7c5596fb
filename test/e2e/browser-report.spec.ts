import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { hostileBackref } from '../fixtures/hostile/hostile-backref.ts';
import { MARK } from '../fixtures/hostile/hostile-texts.ts';
import { ROOT } from './window-files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'backref-report-'));
test.afterAll(() => rmSync(folder, { recursive: true }));

test('a report of hostile snapshots opens without a network, runs nothing and asks for nothing', async ({
  browser,
}) => {
  const files = ['before.backref', 'after.backref'].map((name) => path.join(folder, name));
  files.forEach((file, index) => writeFileSync(file, hostileBackref({ more: 20 * index })));
  const out = path.join(folder, 'report.html');
  execFileSync(process.execPath, [path.join(ROOT, 'bin/backref.js'), 'report', ...files, '-o', out]);

  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => asked.push(request.url().slice(0, 60)));
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(pathToFileURL(out).href);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('before.backref, after.backref');
  await expect(page.getByRole('img', { name: 'Treemap of retained sizes' })).toBeVisible();
  // Its style counts: without it the page would be as wide as the window.
  expect((await page.locator('main').boundingBox())?.width).toBeLessThanOrEqual(1120);
  for (const image of await page.locator('img').all())
    expect(await image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(100);
  expect(await page.evaluate((mark) => mark in globalThis, MARK)).toBe(false);
  expect(asked.filter((url) => !/^(?:file|data):/.test(url))).toEqual([]);
  expect(said).toEqual([]);
  await context.close();
});
