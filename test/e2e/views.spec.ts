import type { Locator, Page } from '@playwright/test';
import { backrefJson } from './graph-window.ts';
import { SAMPLE } from './window-files.ts';
import { expect, goTo, grid, openFirstFoo, rows, test } from './window-fixtures.ts';

interface Retained {
  readonly retained: { readonly count: number };
}

const object = (page: Page): Locator => page.getByRole('region', { name: 'Object' });
const tree = (page: Page, name: string): Locator => page.getByRole('treegrid', { name });
const foo = { kind: 'type', type: '__main__.Foo' };
const setAddress = (set: object, more = ''): string =>
  `/leak.backref/sets?set=${encodeURIComponent(JSON.stringify(set))}${more}`;

test('dominators: opened by keys and clicks, grouped and single, an object beside', async ({
  sample: page,
}) => {
  await page.getByRole('link', { name: 'Dominators' }).click();
  const lines = tree(page, 'Dominator tree').getByRole('row');
  await expect(lines.nth(1)).toHaveAttribute('aria-expanded', 'false');
  await tree(page, 'Dominator tree').focus();
  await page.keyboard.press('ArrowRight');
  await expect(lines.nth(1)).toHaveAttribute('aria-expanded', 'true');
  await expect(lines.nth(2)).toHaveAttribute('aria-level', '2');
  await page.keyboard.press('ArrowLeft');
  await expect(lines.nth(1)).toHaveAttribute('aria-expanded', 'false');

  await page.getByRole('checkbox', { name: 'Group by type' }).uncheck();
  await expect(lines.nth(1)).not.toContainText('×');
  const id = async (): Promise<string> => new URLSearchParams(page.url().split('?')[1]).get('object') ?? '';
  await lines.nth(1).click();
  await expect(page).toHaveURL(/object=0x/);
  await expect(object(page).getByRole('heading').first()).toContainText(await id());
  await expect(lines.nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(page).toHaveURL(/single=yes/);
  await object(page).getByRole('button', { name: 'Close object' }).click();
  await expect(object(page)).toHaveCount(0);
});

test('the treemap goes in by click, by key and by its list, and back by its trail', async ({
  sample: page,
}) => {
  await goTo(page, '/leak.backref/dominators?look=treemap');
  const map = page.getByRole('application', { name: 'Treemap' });
  await expect(map).toHaveAttribute('data-cells', /^[1-9]/);
  expect(Number(await map.getAttribute('data-cells'))).toBeLessThanOrEqual(2000);
  const box = (await map.boundingBox())!;
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  await expect(page.getByRole('tooltip')).toContainText('retained');
  const trail = page.getByRole('navigation', { name: 'Zoomed into' }).getByRole('listitem');
  await expect(trail).toHaveCount(1);
  await rows(page, 'Areas').first().click();
  await expect(trail).not.toHaveCount(1);
  const address = page.url();
  await page.goBack();
  await expect(trail).toHaveCount(1);
  await map.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(address);
  await page.getByRole('button', { name: 'Whole heap' }).click();
  await expect(trail).toHaveCount(1);
});

test('a query makes a set, its mistakes are marked, and the set is summed up exactly', async ({
  sample: page,
}) => {
  await page.getByRole('link', { name: 'Sets' }).click();
  const query = page.getByRole('searchbox', { name: 'Query' });
  await query.fill('type = __main__');
  await expect(query).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText(/^Column 8:/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Ask' })).toBeDisabled();
  await query.fill('type = "__main__.Foo"');
  await query.press('Enter');
  await expect(grid(page, 'Objects')).toHaveAttribute('aria-rowcount', '10001');
  const summary = page.getByLabel('Summary');
  await expect(summary).toContainText('10,000');
  const told = backrefJson('retained', SAMPLE, '--type', '__main__.Foo') as Retained;
  await expect(summary).toContainText(`${told.retained.count.toLocaleString('en')}objects would go`);

  await page.getByRole('button', { name: 'Keep…' }).click();
  await page.getByRole('textbox', { name: 'Name of the set' }).fill('the leak');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Referrers' }).click();
  await expect(summary).not.toContainText('10,000');
  await page.getByRole('button', { name: 'Combine…' }).click();
  await page.getByRole('menuitem', { name: 'in either' }).click();
  await expect(summary).toContainText('10,001');
  await page.getByRole('button', { name: 'the leak', exact: true }).click();
  await expect(grid(page, 'Objects')).toHaveAttribute('aria-rowcount', '10001');
});

test('a set in groups, a group in groups again; who holds it; its paths; its pattern', async ({
  sample: page,
}) => {
  await goTo(page, setAddress(foo, '&part=groups&by=referrers'));
  await expect(rows(page, 'Groups').first()).toContainText('list');
  await expect(rows(page, 'Groups').first()).toContainText('10,000');
  await rows(page, 'Groups').first().click();
  await expect(page.getByRole('navigation', { name: 'Set' })).toContainText('referrers: list');
  await expect(page.getByLabel('Group by')).toHaveValue('via');
  await page.getByRole('navigation', { name: 'Set' }).getByRole('button').first().click();
  await expect(page.getByRole('navigation', { name: 'Set' })).not.toContainText('referrers: list');

  await page.getByRole('tab', { name: 'Who holds it alone' }).click();
  await expect(rows(page, 'Holders').first()).toContainText(/list.*10,000/);
  await page.getByRole('searchbox', { name: 'Pass over kinds' }).fill('list');
  await expect(rows(page, 'Holders').first()).not.toContainText('list');

  await page.getByRole('tab', { name: 'Merged paths' }).click();
  await expect(tree(page, 'Merged paths').getByRole('row').nth(1)).toContainText('10,000');
  await page.getByRole('tab', { name: 'Reference pattern' }).click();
  const pattern = tree(page, 'Reference pattern');
  await expect(pattern.getByRole('row').nth(1)).toContainText(/10,000 ×\s*__main__\.Foo/);
  await pattern.focus();
  await page.keyboard.press('ArrowRight');
  await expect(pattern.getByRole('row').nth(2)).toContainText('list');
});

test('roots by kind lead to what they keep; frames to their locals; garbage is listed', async ({
  sample: page,
}) => {
  await page.getByRole('link', { name: 'Roots' }).click();
  const roots = tree(page, 'Roots').getByRole('row');
  await expect(roots.filter({ hasText: 'Modules' })).toContainText(/\d+ roots/);
  await roots.filter({ hasText: 'Running functions' }).click();
  await roots.filter({ hasText: 'main()' }).click();
  await expect(page.getByRole('navigation', { name: 'Set' })).toContainText('keeper: frame main()');
  await page.getByRole('link', { name: 'Roots' }).click();
  await page.getByRole('tab', { name: /^Threads/ }).click();
  await page.getByRole('button', { name: 'main()' }).click();
  await expect(object(page).getByRole('heading').first()).toContainText('frame');
});

test('paths in words, several, without what is ignored, and it again', async ({ sample: page }) => {
  await openFirstFoo(page);
  await object(page).getByRole('tab', { name: 'Path to root' }).click();
  const chain = object(page).getByRole('list', { name: 'Path to root' });
  await expect(object(page).getByRole('region', { name: 'Path' })).toContainText(/in the running/);
  await chain.getByRole('listitem').nth(1).hover();
  await chain.getByRole('button', { name: 'Ignore this retainer' }).last().click();
  await expect(object(page).getByText('No other path leads to it')).toBeVisible();
  await object(page)
    .getByRole('button', { name: /^Restore/ })
    .click();
  await expect(chain).toBeVisible();
  await object(page).getByLabel('From').selectOption('module');
  await expect(chain.or(object(page).getByText('No root of this kind reaches it'))).toBeVisible();
});

test('from a type and an object to sets', async ({ sample: page }) => {
  await openFirstFoo(page);
  await object(page).getByRole('button', { name: 'This object as a set' }).click();
  await expect(page.getByRole('navigation', { name: 'Set' })).toContainText(/object 0x/);
  await expect(object(page)).toBeVisible();
  await page.goBack();
  await page.getByRole('button', { name: 'These objects as a set' }).click();
  await expect(page.getByRole('navigation', { name: 'Set' })).toContainText('instances of __main__.Foo');
});

/** How far a table scrolls sideways, and texts of number cells whose beginning is cut. */
async function cutIn(table: Locator): Promise<{ sideways: number; cells: readonly string[] }> {
  return table.evaluate((element) => ({
    sideways: element.scrollWidth - element.clientWidth,
    cells: [...element.querySelectorAll('.numeric:not(:empty)')]
      .filter((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return range.getBoundingClientRect().left < cell.getBoundingClientRect().left;
      })
      .map((cell) => cell.textContent),
  }));
}

test.describe('with types, instances and an object side by side', () => {
  for (const [width, height] of [
    [1181, 800],
    [1360, 860],
    [1000, 800],
  ] as const)
    test(`no column is cut and nothing lies over the graph at ${width} × ${height}`, async ({ sample }) => {
      const whole = { sideways: 0, cells: [] };
      await sample.setViewportSize({ width, height });
      await goTo(sample, '/leak.backref/types?type=__main__.Foo');
      await expect(rows(sample, 'Instances').first()).toBeVisible();
      for (const name of ['Types', 'Instances']) expect(await cutIn(grid(sample, name)), name).toEqual(whole);

      await openFirstFoo(sample);
      const stage = sample.getByRole('application', { name: 'Retainer graph' });
      await expect(stage).toHaveAttribute('data-settled', 'true');
      for (const name of ['Types', 'Instances']) expect(await cutIn(grid(sample, name)), name).toEqual(whole);

      // Whatever is at the canvas's lower edge is the canvas; what follows begins below it.
      const foot = sample.getByRole('list', { name: 'Legend' });
      const canvas = (await stage.locator('canvas').boundingBox())!;
      const hint = await stage.getByText(/^Click: show or hide/).boundingBox();
      const lowest = canvas.y + canvas.height;
      expect(canvas.height).toBeGreaterThan(100);
      if (hint !== null) expect(hint.y).toBeGreaterThanOrEqual(lowest - 0.5);
      expect((await foot.boundingBox())!.y).toBeGreaterThan(lowest);
      const met = await sample.evaluate(
        ([x, y]) => document.elementFromPoint(x, y)?.tagName,
        [canvas.x + 40, lowest - 3],
      );
      expect(met).toBe('CANVAS');
    });

  test('an object without its list stands under the types, and the window does not scroll sideways', async ({
    sample,
  }) => {
    await sample.setViewportSize({ width: 1000, height: 800 });
    const [{ id }] = (
      backrefJson('instances', SAMPLE, '__main__.Foo', '--limit', '1') as { rows: [{ id: string }] }
    ).rows;
    await goTo(sample, `/leak.backref/types?object=${id}&tab=references`);
    await expect(object(sample).getByRole('grid')).toBeVisible();
    const types = (await grid(sample, 'Types').boundingBox())!;
    expect(types.width).toBe(1000);
    expect((await object(sample).boundingBox())!.y).toBeGreaterThanOrEqual(types.y + types.height);
    expect(await sample.evaluate(() => document.documentElement.scrollWidth)).toBe(1000);
  });
});
