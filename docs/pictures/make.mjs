/* global document */
// Takes the pictures of the user guide: the real window in a real Chromium, with the bundled sample.
// `node docs/pictures/make.mjs`, after `npm run build`.
import { chromium, expect } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromiumExecutable } from '../../scripts/chromium.mjs';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'backref-pictures-'));
const child = spawn(process.execPath, [path.join(root, 'bin/backref.js'), 'serve', '--no-open'], {
  env: { ...process.env, BACKREF_CACHE: folder },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const address = await new Promise((resolve) => {
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
    const line = /^(http:\S+)\n/m.exec(printed);
    if (line !== null) resolve(line[1]);
  });
});
const executablePath = chromiumExecutable();
const browser = await chromium.launch({
  ...(executablePath === null ? {} : { executablePath }),
  args: ['--disable-gpu', '--disable-background-networking'],
  chromiumSandbox: process.getuid?.() !== 0,
});

/** A picture of the window after `prepare` did something in it. */
async function picture(name, colorScheme, prepare) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
  await page.goto(address);
  await expect(page.getByText('Drop a snapshot here')).toBeVisible();
  await prepare(page);
  await page.mouse.move(1439, 40);
  await page.evaluate(() => document.fonts.ready);
  // The graph comes to rest.
  await page.waitForTimeout(3000);
  await page.screenshot({ path: path.join(here, `${name}.png`) });
  await page.close();
}

const types = (page) => page.getByRole('grid', { name: 'Types' });
const instances = (page) => page.getByRole('grid', { name: 'Instances' });

async function openSample(page) {
  await page.getByRole('button', { name: 'Open the sample' }).click();
  await expect(types(page)).toContainText('__main__.Foo');
}

async function openFoo(page) {
  await openSample(page);
  await types(page).getByRole('row').filter({ hasText: '__main__.Foo' }).click();
  await instances(page).getByRole('row').nth(1).click();
  await expect(page.getByRole('region', { name: 'Object' })).toContainText('Alive because');
}

await picture('empty', 'light', async () => undefined);
await picture('types', 'light', openSample);
await picture('object', 'light', openFoo);
await picture('dark', 'dark', async (page) => {
  await openFoo(page);
  await page.getByRole('tab', { name: 'Path to root' }).click();
});
await picture('error', 'light', async (page) => {
  const file = path.join(folder, 'photo.png');
  writeFileSync(file, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64'));
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page.getByRole('alert')).toBeVisible();
});

await browser.close();
child.kill('SIGTERM');
rmSync(folder, { recursive: true, force: true });
