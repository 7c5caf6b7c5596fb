/* global document */
// Takes the pictures of the user guide: the real window in a real Chromium, with the bundled sample.
// `node docs/pictures/make.mjs [NAME …]`, after `npm run build`; without names, all. `capture` needs Linux, gdb
// and python3; `growth`, `growing` and the two of the graph need python3.
import { chromium, expect } from '@playwright/test';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromiumExecutable } from '../../scripts/chromium.mjs';

const here = import.meta.dirname;
const wanted = process.argv.slice(2);
const root = path.resolve(here, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'backref-pictures-'));
const child = spawn(process.execPath, [path.join(root, 'bin/backref.js'), 'serve', '--no-open'], {
  env: { ...process.env, BACKREF_CACHE: folder, XDG_DATA_HOME: folder },
  stdio: ['ignore', 'pipe', 'inherit'],
});
// Also when a picture fails: nothing is left running.
process.once('exit', () => {
  child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
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
  if (wanted.length > 0 && !wanted.includes(name)) return;
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
const goTo = (page, place) =>
  page.evaluate((hash) => (document.location.hash = hash), `#/leak.backref/${place}`);
await picture('dominators', 'light', async (page) => {
  await openSample(page);
  await goTo(page, 'dominators');
  const tree = page.getByRole('treegrid', { name: 'Dominator tree' });
  await expect(tree.getByRole('row').nth(1)).toBeVisible();
  await tree.focus();
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowDown']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(500);
  }
});
await picture('treemap', 'light', async (page) => {
  await openSample(page);
  await goTo(page, 'dominators?look=treemap');
  await expect(page.getByRole('application', { name: 'Treemap' })).toHaveAttribute('data-cells', /^[1-9]/);
});
await picture('sets', 'light', async (page) => {
  await openSample(page);
  await goTo(page, 'sets');
  await page.getByRole('searchbox', { name: 'Query' }).fill('retained > 1kB');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Groups' }).click();
  await page.getByLabel('Group by').selectOption('owner');
  await expect(page.getByRole('grid', { name: 'Groups' }).getByRole('row').nth(1)).toBeVisible();
});
await picture('error', 'light', async (page) => {
  const file = path.join(folder, 'photo.png');
  writeFileSync(file, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64'));
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page.getByRole('alert')).toBeVisible();
});

const python = ['/usr/bin/python3', '/usr/local/bin/python3'].find((file) => existsSync(file)) ?? 'python3';

/** Opens five snapshots of one shop. */
async function openShop(page) {
  const files = [1, 2, 3, 4, 5].map((number) => path.join(folder, `shop.${number}.backref`));
  const program = [path.join(here, 'shop.py'), path.join(root, 'assets/agent'), folder];
  execFileSync(python, program, { cwd: folder, env: {}, stdio: 'ignore' });
  await page.locator('input[type=file]').setInputFiles(files);
  await page.getByText('5 snapshots are open').waitFor();
}

await picture('growth', 'light', async (page) => {
  await openShop(page);
  await page.getByRole('link', { name: 'Growth' }).click();
  await page.getByRole('tab', { name: 'Over time' }).click();
  const grid = page.getByRole('grid', { name: 'Growth over time' });
  await grid.getByRole('row').filter({ hasText: '__main__.Order' }).click();
  await expect(page.getByRole('group', { name: '__main__.Order over time' })).toBeVisible();
});

await picture('growing', 'light', async (page) => {
  await openShop(page);
  await page.getByRole('button', { name: /^Snapshot: / }).click();
  await page.getByRole('menuitem', { name: /^shop\.5/ }).click();
  await page.getByRole('link', { name: 'Findings' }).click();
  await expect(page.getByText('over 5 snapshots').first()).toBeVisible();
});

/** The last order of a ledger that many things hold, alone in the window. */
async function openLedger(page) {
  const file = path.join(folder, 'shop.backref');
  const program = [path.join(here, 'ledger.py'), path.join(root, 'assets/agent'), file];
  if (!existsSync(file)) execFileSync(python, program, { cwd: folder, env: {}, stdio: 'ignore' });
  await page.locator('input[type=file]').setInputFiles(file);
  await types(page).getByRole('row').filter({ hasText: '__main__.Order' }).click();
  await page.getByLabel('Filter instances').fill('number=8999,');
  await expect(instances(page).getByRole('row')).toHaveCount(2);
  await instances(page).getByRole('row').nth(1).click();
  await page.getByRole('button', { name: 'Give the object the whole window' }).click();
  await expect(page.getByRole('application', { name: 'Retainer graph' })).toHaveAttribute(
    'data-settled',
    'true',
  );
}

await picture('graph-window', 'light', async (page) => {
  await openLedger(page);
  await page.getByRole('spinbutton', { name: 'Depth' }).fill('4');
});

await picture('graph-dark', 'dark', async (page) => {
  await openLedger(page);
  await page.getByRole('button', { name: 'Outline' }).click();
  await page
    .getByRole('tree')
    .getByRole('treeitem', { name: /Ledger/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Outline' }).click();
});

/** A shop of four programs, seen under neutral names. */
function startShop() {
  const program =
    'import sys, time\nheld = [{"order": n} for n in range(int(sys.argv[-1]))]\ntime.sleep(600)\n';
  const commands = [
    ['shop.py', '--port', '8000', '--orders', '180000'],
    ['shop_worker.py', '--queue', 'mail', '--batch', '60000'],
    ['shop_worker.py', '--queue', 'invoices', '--batch', '20000'],
    ['shop_report.py', '--month', '2026-11', '--rows', '30000'],
  ];
  return commands.map((words) => {
    writeFileSync(path.join(folder, words[0]), program);
    return spawn(python, words, { argv0: 'python3', cwd: folder, env: {}, stdio: 'ignore' });
  });
}

await picture('capture', 'light', async (page) => {
  const shop = startShop();
  // So long all of them have what they hold.
  await page.waitForTimeout(2000);
  shop.at(-1).kill('SIGSTOP');
  await page.getByRole('button', { name: 'Capture from process' }).click();
  await page.getByLabel('Filter processes').fill('shop');
  await expect(page.getByRole('row')).toHaveCount(5);
  page.once('close', () => shop.forEach((each) => each.kill('SIGKILL')));
});

await browser.close();
process.exit();
