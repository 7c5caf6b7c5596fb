import type { Locator, Page } from '@playwright/test';
import { VICTIM_ID } from '../fixtures/hostile/hostile-backref.ts';
import { HOSTILE_TEXTS, MARK } from '../fixtures/hostile/hostile-texts.ts';
import { V8_VICTIM_ID } from '../fixtures/hostile/hostile-v8.ts';
import { expectOnlyText, watch, writeHostileFiles } from './hostile-window.ts';
import type { Misdeeds } from './hostile-window.ts';
import { copiedText, expect, giveFiles, grid, rows, test as base } from './window-fixtures.ts';

interface HostileFiles {
  readonly files: ReturnType<typeof writeHostileFiles>;
}

/** The empty window, watched: at the end of each test it has shown text only, and done nothing but that. */
const test = base.extend<{ watched: Page }, HostileFiles>({
  files: [async ({ folder }, use) => use(writeHostileFiles(folder)), { scope: 'worker' }],
  watched: async ({ empty }, use) => {
    const misdeeds: Misdeeds = watch(empty);
    await use(empty);
    await expectOnlyText(empty);
    expect(misdeeds).toEqual({ dialogs: [], requests: [] });
  },
});

const region = (page: Page): Locator => page.getByRole('region', { name: 'Object' });
const graph = (page: Page): Locator => page.getByRole('application', { name: 'Retainer graph' });

async function openFile(page: Page, file: string): Promise<void> {
  await giveFiles(page, file);
  await expect(rows(page, 'Types').first()).toBeVisible();
}

/** Opens an object by its id, as a user who has it from elsewhere. */
async function openObject(page: Page, id: string): Promise<void> {
  const box = page.getByRole('combobox', { name: 'Find a type, id, text or name' });
  await box.fill(id);
  await expect(page.getByRole('option').first()).toContainText(id);
  await box.press('Enter');
  await expect(region(page).getByRole('heading').first()).toContainText(id);
}

/** Shows every row of a grid once. */
async function walk(page: Page, name: string): Promise<void> {
  const table = grid(page, name);
  const last = Number(await table.getAttribute('aria-rowcount'));
  await table.focus();
  await table.press('Home');
  const lastRow = table.locator(`[aria-rowindex="${String(last)}"]`);
  do {
    await expectOnlyText(page);
    await table.press('PageDown');
  } while ((await lastRow.count()) === 0);
  await expect(lastRow).toBeVisible();
  await expectOnlyText(page);
}

async function settled(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await expect(graph(page)).toHaveAttribute('data-settled', 'true');
}

for (const kind of ['python', 'v8'] as const) {
  const id = kind === 'python' ? VICTIM_ID : V8_VICTIM_ID;

  test.describe(`names of a hostile ${kind} snapshot are text`, () => {
    test('in the types, the title and the status line', async ({ watched: page, files }) => {
      await openFile(page, files[kind]);
      await expect(page).toHaveTitle(/^=cmd <img src=x onerror="globalThis.*\u2026? – Backref$/);
      const filter = page.getByRole('searchbox', { name: 'Filter types' });
      for (const shown of [
        '<script>globalThis.',
        'javascript:globalThis.',
        'invoice\\u202egpj.exe',
        '\\x1b[2J\\x1b[31mred',
        '__proto__',
        'constructor',
      ]) {
        await filter.fill(shown.replace(/\\.*/, ''));
        await expect(rows(page, 'Types').filter({ hasText: shown }).first(), shown).toBeVisible();
        await expectOnlyText(page);
      }
      const all = grid(page, 'Types');
      await filter.fill('');
      await expect.poll(async () => Number(await all.getAttribute('aria-rowcount'))).toBeGreaterThan(30);
      await walk(page, 'Types');
      await filter.fill(HOSTILE_TEXTS.image + HOSTILE_TEXTS.bidi);
      await expect(page.getByText('No type is called')).toBeVisible();
    });

    test('in the instances', async ({ watched: page, files }) => {
      await openFile(page, files[kind]);
      const types =
        kind === 'python' ? ['str', 'module', 'function', 'type'] : ['(string)', 'Function', 'RegExp'];
      for (const type of types) {
        await page.getByRole('searchbox', { name: 'Filter types' }).fill(type);
        await rows(page, 'Types').getByText(type, { exact: true }).click();
        await expect(page.getByRole('heading', { name: type, exact: true })).toBeVisible();
        await walk(page, 'Instances');
      }
      await page.getByRole('searchbox', { name: 'Filter instances' }).fill('<img');
      await expect(rows(page, 'Instances').first()).toContainText('<img src=x');
    });

    test('in the object, its references, its referrers and its path', async ({ watched: page, files }) => {
      await openFile(page, files[kind]);
      await openObject(page, id);
      await expectOnlyText(page);
      await region(page).getByRole('tab', { name: 'Referrers' }).click();
      await expect(rows(page, 'Referrers').filter({ hasText: '<img src=x' }).first()).toBeVisible();
      await walk(page, 'Referrers');
      await rows(page, 'Referrers').filter({ hasText: '\\x1b[2J' }).first().click();
      const head = region(page).getByRole('heading').first();
      await expect(head).not.toContainText(new RegExp(`${id}$`));
      for (const tab of ['References', 'Path to root']) {
        await region(page).getByRole('tab', { name: tab }).click();
        await expect(region(page).getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
        await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
        await expectOnlyText(page);
      }
    });

    test('in the graph, its outline and what is said of a box', async ({ watched: page, files }) => {
      await openFile(page, files[kind]);
      await openObject(page, id);
      await page.getByRole('spinbutton', { name: 'Width' }).fill('60');
      await settled(page);
      expect(Number(await graph(page).getAttribute('data-nodes'))).toBeGreaterThan(20);
      await page.getByRole('button', { name: 'Outline' }).click();
      await settled(page);
      const items = page.getByRole('tree').getByRole('treeitem');
      await expect(items.filter({ hasText: '<img src=x' }).first()).toBeVisible();
      await expectOnlyText(page);
      for (const text of ['<img src=x', '\\x1b[2J', '\\u202e', '__proto__']) {
        await items.filter({ hasText: text }).first().click();
        await expect(graph(page).getByRole('tooltip')).toBeVisible();
        await expectOnlyText(page);
      }
    });

    test('in what is found', async ({ watched: page, files }) => {
      await openFile(page, files[kind]);
      const box = page.getByRole('combobox', { name: 'Find a type, id, text or name' });
      for (const [asked, shown] of [
        ['<img src', '<img src=x onerror='],
        ['javascript:', 'javascript:globalThis'],
        ['invoice', 'invoice\\u202egpj'],
        ['__proto__', '__proto__'],
        ['MMMMMM', 'MMMMMM'],
      ] as const) {
        await box.fill(asked);
        await expect(page.getByRole('option').filter({ hasText: shown }).first()).toBeVisible();
        await expectOnlyText(page);
      }
      await box.fill(`${HOSTILE_TEXTS.script}${HOSTILE_TEXTS.bidi}`);
      await expect(page.getByText(/Nothing is called or contains/)).toBeVisible();
    });

    test('in the overview', async ({ watched: page, files }) => {
      await openFile(page, files[kind]);
      await page.getByRole('link', { name: 'Overview' }).click();
      await expect(page.getByRole('region', { name: 'Snapshot', exact: true })).toBeVisible();
      if (kind === 'python') {
        await expect(page.getByRole('region', { name: 'Threads' })).toContainText('<img src=x onerror=');
        await expect(page.getByRole('region', { name: 'Problems' })).toContainText('\\x1b[2J');
      }
    });

    test('in pictures', async ({ watched: page, files, host }) => {
      const saved = async (name: string): Promise<Buffer> =>
        (await host.saved(page, () => page.getByRole('button', { name }).click())).bytes;

      await openFile(page, files[kind]);
      await openObject(page, id);
      await page.getByRole('spinbutton', { name: 'Width' }).fill('60');
      await settled(page);
      const png = await saved('Export PNG');
      expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
      const svg = (await saved('Export SVG')).toString('utf8');
      expectDrawing(await parsedAlone(page, svg));
    });
  });
}

interface Parsed {
  readonly names: readonly string[];
  readonly attributes: readonly string[];
  readonly text: string;
}

/** An exported picture opened by itself, where no policy of ours holds: what is in it, once it has asked for nothing. */
async function parsedAlone(page: Page, svg: string): Promise<Parsed> {
  const alone = await page.context().newPage();
  const asked: string[] = [];
  alone.on('request', (request) => asked.push(request.url()));
  const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  await alone.goto(address);
  await expect(alone.locator('svg')).toBeVisible();
  const parsed = await alone.evaluate((mark) => {
    const all = [document.documentElement, ...document.querySelectorAll('*')];
    return {
      names: [...new Set(all.map(({ localName }) => localName))],
      attributes: [...new Set(all.flatMap((each) => [...each.attributes].map(({ name }) => name)))],
      text: `${document.documentElement.textContent ?? ''}${mark in globalThis ? ' and it ran' : ''}`,
    };
  }, MARK);
  expect(asked.filter((url) => url !== address)).toEqual([]);
  await alone.close();
  return parsed;
}

function expectDrawing({ names, attributes, text }: Parsed): void {
  const drawn = ['svg', 'title', 'desc', 'style', 'rect', 'g', 'path', 'polygon', 'circle', 'text'];
  expect(names.filter((name) => !drawn.includes(name))).toEqual([]);
  expect(attributes.filter((name) => /^on|href|xlink/.test(name))).toEqual([]);
  expect(text).toContain('<img src=x');
  expect(text).not.toContain('and it ran');
}

test('names of hostile snapshots are text in growth and in the list of snapshots', async ({
  watched: page,
  files,
}) => {
  await openFile(page, files.python);
  await giveFiles(page, files.later);
  await expect(page).toHaveTitle(/^later =cmd/);
  await page.getByRole('button', { name: /^Snapshot:/ }).click();
  await expect(page.getByRole('menuitem', { name: /later =cmd/ }).first()).toBeVisible();
  await expectOnlyText(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'compare…' }).click();
  await expect(rows(page, 'Growth').first()).toBeVisible();
  await walk(page, 'Growth');
});

test('a hostile file name is text in the message that it cannot be opened', async ({
  watched: page,
  files,
}) => {
  await giveFiles(page, files.broken);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('could not be opened');
  await expect(alert).toContainText('<img src=x onerror="globalThis.');
  await expect(alert).toContainText('\\u202egnp\\x1b]0;t\\x07');
});

test('a hostile address is text in the message that leads on', async ({ watched: page }) => {
  await page.evaluate(() => {
    location.hash = `#/${encodeURIComponent('<img src=x onerror="globalThis.backrefObeyed=1">\u202e')}/types?object=${encodeURIComponent('<script>')}&tab=%00`;
  });
  await expect(page.getByText(/which is not open/)).toContainText('<img src=x');
});

test('a copied row of a hostile snapshot is one line, and no formula', async ({ watched: page, files }) => {
  await openFile(page, files.v8);
  for (const [filter, start] of [
    ['=cmd|', "'=cmd|"],
    ['@SUM', "'@SUM"],
    ['two', 'one\\n'],
  ] as const) {
    await page.getByRole('searchbox', { name: 'Filter types' }).fill(filter);
    const types = grid(page, 'Types');
    await expect(rows(page, 'Types')).toHaveText([new RegExp(filter.replace(/\W/g, '.'))]);
    await types.focus();
    await types.press('End');
    await types.press('Control+c');
    const copied = await copiedText(page);
    expect(copied.startsWith(start), copied).toBe(true);
    expect(copied.split('\t')).toHaveLength(4);
    expect(copied).not.toContain('\n');
  }
});
