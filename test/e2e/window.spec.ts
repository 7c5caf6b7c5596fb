import path from 'node:path';
import type { Page } from '@playwright/test';
import {
  cancelAtFirstSight,
  columnTexts,
  copiedText,
  dropFiles,
  expect,
  giveFiles,
  goTo,
  grid,
  openFirstFoo,
  rows,
  test,
} from './window-fixtures.ts';
import {
  HOSTILE_NAME,
  HOSTILE_SHOWN,
  SAMPLE,
  writeClasses,
  writeCut,
  writePicture,
  writeTree,
} from './window-files.ts';

const objectRegion = (page: Page) => page.getByRole('region', { name: 'Object' });

test.describe('the empty window', () => {
  test('says what it is, how to open a snapshot and how to make one', async ({ empty }) => {
    await expect(empty.getByRole('heading', { name: 'Backref' })).toBeVisible();
    await expect(empty.getByRole('banner', { name: 'Backref' })).toBeVisible();
    await expect(empty.getByRole('button', { name: 'Open snapshot' })).toBeVisible();
    await expect(empty.getByText('import backref')).toBeVisible();
    await expect(empty.getByText('assets/agent/backref.py')).toBeVisible();
    for (const format of ['.backref', '.heapsnapshot']) {
      await expect(empty.getByText(format, { exact: true })).toBeVisible();
    }
    await expect(empty).toHaveTitle('Backref');
  });

  test('copies the commands', async ({ empty }) => {
    const commands = ['backref run -o leak.backref app.py', 'backref capture PID -o leak.backref'];
    for (const command of commands) {
      await empty.getByRole('button', { name: `Copy ${command}` }).click();
      await expect.poll(() => copiedText(empty)).toBe(command);
    }
  });

  test('copies the two lines', async ({ empty }) => {
    await empty.getByRole('button', { name: 'Copy backref.dump' }).click();
    await expect(empty.getByText('Copied')).toBeAttached();
    expect(await copiedText(empty)).toBe('import backref\nbackref.dump("leak.backref")');
  });

  test('opens the bundled sample', async ({ empty }) => {
    await empty.getByRole('button', { name: 'Open the sample' }).click();
    await expect(rows(empty, 'Types').first()).toBeVisible();
  });

  test('opens the dialog for files', async ({ empty, host }) => {
    const press = () => empty.getByRole('button', { name: 'Open snapshot' }).click();
    await host.choose(empty, [SAMPLE], press);
    await expect(rows(empty, 'Types').filter({ hasText: '__main__.Foo' })).toContainText('10,000');
    await expect(empty).toHaveTitle('leak.backref – Backref');
  });

  test('has nothing that leads nowhere', async ({ empty }) => {
    await expect(empty.getByRole('navigation')).toHaveCount(0);
    await expect(empty.getByRole('combobox')).toHaveCount(0);
  });
});

test.describe('giving files', () => {
  test('by the file input', async ({ empty }) => {
    await giveFiles(empty, SAMPLE);
    await expect(rows(empty, 'Types').filter({ hasText: '__main__.Foo' })).toContainText('10,000');
  });

  test('by a drop anywhere, which the window announces', async ({ empty }) => {
    await dropFiles(empty, [SAMPLE], () => expect(empty.getByText('Let go to open')).toBeVisible());
    await expect(empty.getByText('Let go to open')).toBeHidden();
    await expect(grid(empty, 'Types')).toBeVisible();
  });

  test('two at once: both are open, and can be compared', async ({ empty, folder }) => {
    const before = writeClasses(path.join(folder, 'before.heapsnapshot'), [
      ['Order', 5],
      ['Gone', 3],
      ['Same', 2],
    ]);
    const after = writeClasses(path.join(folder, 'after.heapsnapshot'), [
      ['Order', 1205],
      ['New', 7],
      ['Same', 2],
    ]);
    await dropFiles(empty, [before, after]);
    await expect(grid(empty, 'Types')).toBeVisible();

    await empty.getByRole('button', { name: /^Snapshot:/ }).click();
    await expect(empty.getByRole('menuitem', { name: /before\.heapsnapshot/ }).first()).toBeVisible();
    await empty
      .getByRole('menuitem', { name: /after\.heapsnapshot/ })
      .first()
      .click();
    await expect(empty).toHaveTitle('after.heapsnapshot – Backref');

    await empty.getByRole('button', { name: 'compare…' }).click();
    await expect(grid(empty, 'Growth')).toBeVisible();
    await expect(empty.getByLabel('Before', { exact: true })).toHaveValue('before.heapsnapshot');
    await expect(rows(empty, 'Growth').first()).toContainText('Order');
    await expect(rows(empty, 'Growth').first()).toContainText('+1,200');
    await expect(rows(empty, 'Growth').filter({ hasText: 'Gone' })).toContainText('−3');
    await expect(rows(empty, 'Growth').filter({ hasText: 'Same' })).toHaveCount(0);

    await empty.getByRole('button', { name: 'Swap before and after' }).click();
    await expect(rows(empty, 'Growth').filter({ hasText: 'Order' })).toContainText('−1,200');

    await rows(empty, 'Growth').filter({ hasText: 'Order' }).click();
    await expect(grid(empty, 'Instances')).toHaveAttribute('aria-rowcount', '6');
  });

  test('a closed one leaves the others, the last one the empty window', async ({ sample }) => {
    await giveFiles(sample, SAMPLE);
    await expect(sample.getByRole('button', { name: 'compare…' })).toBeVisible();
    await sample.getByRole('button', { name: 'Close leak.backref' }).click();
    await expect(sample.getByRole('button', { name: 'compare…' })).toBeHidden();
    await expect(grid(sample, 'Types')).toBeVisible();
    await sample.getByRole('button', { name: 'Close leak.backref' }).click();
    await expect(sample.getByText('Drop a snapshot here')).toBeVisible();
  });
});

test.describe('opening what takes long', () => {
  test('shows the phase by name and can be cancelled', async ({ empty, folder }) => {
    const tree = writeTree(path.join(folder, 'tree.heapsnapshot'), 3_000_000);
    const cancelled = cancelAtFirstSight(empty);
    await giveFiles(empty, tree);
    const { phase, percent } = await cancelled;
    expect(phase).toMatch(/^[A-Z][a-z]+/);
    expect(percent).toBeLessThan(100);
    await expect(empty.getByText('Opening tree.heapsnapshot was cancelled')).toBeVisible();
    await expect(empty.getByText('Drop a snapshot here')).toBeVisible();
    await expect(empty.getByRole('alert')).toHaveCount(0);
  });

  test('a cancelled one goes back to where the user was', async ({ sample, folder }) => {
    const tree = writeTree(path.join(folder, 'tree.heapsnapshot'), 3_000_000);
    await openFirstFoo(sample);
    const address = sample.url();
    const cancelled = cancelAtFirstSight(sample);
    await giveFiles(sample, tree);
    await cancelled;
    await expect(objectRegion(sample)).toBeVisible();
    expect(sample.url()).toBe(address);
  });
});

test.describe('files that cannot be opened', () => {
  test('a picture: what it is, what Backref opens, and a way on', async ({ empty, folder, host }) => {
    await giveFiles(empty, writePicture(path.join(folder, 'picture.png')));
    const alert = empty.getByRole('alert');
    await expect(alert).toContainText('picture.png could not be opened');
    await expect(alert).toContainText(/PNG/);
    await expect(alert).toContainText('.heapsnapshot');
    await expect(alert).not.toContainText(/ at .*\.ts|Error:/);
    await host.choose(empty, [SAMPLE], () => alert.getByRole('button', { name: 'Open another' }).click());
    await expect(grid(empty, 'Types')).toBeVisible();
    await expect(alert).toHaveCount(0);
  });

  test('a cut file: where it ends; the open snapshots stay', async ({ sample, folder }) => {
    await giveFiles(sample, writeCut(path.join(folder, 'cut.backref')), SAMPLE);
    const alert = sample.getByRole('alert');
    await expect(alert).toContainText('cut.backref could not be opened');
    await expect(alert).toContainText(/byte [\d,]+/);
    await sample.getByRole('button', { name: 'Dismiss' }).click();
    await expect(grid(sample, 'Types')).toBeVisible();
    await expect(sample.getByRole('button', { name: 'compare…' })).toBeVisible();
  });
});

test.describe('types', () => {
  test('have these columns, totals, and sort by click and by keyboard', async ({ sample }) => {
    const header = (name: string) => grid(sample, 'Types').getByRole('columnheader', { name, exact: true });
    for (const name of ['Type', 'Count', 'Shallow size', 'Retained size'])
      await expect(header(name)).toBeVisible();
    await expect(header('Retained size')).toHaveAttribute('aria-sort', 'descending');
    await expect(grid(sample, 'Types').getByText(/^\d+ types$/)).toBeVisible();

    await header('Count').click();
    await expect(header('Count')).toHaveAttribute('aria-sort', 'descending');
    await expect(header('Retained size')).toHaveAttribute('aria-sort', 'none');
    await expect(rows(sample, 'Types').first()).toContainText('__main__.Foo');

    await header('Type').getByRole('button').press('Enter');
    await expect(header('Type')).toHaveAttribute('aria-sort', 'ascending');
    await expect(async () => {
      const names = await columnTexts(sample, 'Types', 1);
      expect(names.length).toBeGreaterThan(10);
      expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    }).toPass();
  });

  test('are filtered as one types, and Escape shows all again', async ({ sample }) => {
    const all = await grid(sample, 'Types').getAttribute('aria-rowcount');
    const filter = sample.getByRole('searchbox', { name: 'Filter types' });
    await filter.fill('main__.foo');
    await expect(rows(sample, 'Types')).toHaveCount(1);
    await expect(grid(sample, 'Types')).toContainText('1 type');
    await filter.fill('no such type');
    await expect(sample.getByText('No type is called “no such type”')).toBeVisible();
    await filter.press('Escape');
    await expect(grid(sample, 'Types')).toHaveAttribute('aria-rowcount', all!);
  });

  test('are walked by keys, opened by Enter', async ({ sample }) => {
    const types = grid(sample, 'Types');
    const at = async (): Promise<number> => {
      const id = await types.getAttribute('aria-activedescendant');
      return Number(await sample.locator(`[id="${id!}"]`).getAttribute('aria-rowindex')) - 2;
    };
    const last = Number(await types.getAttribute('aria-rowcount')) - 2;
    await types.focus();
    expect(await at()).toBe(0);
    await types.press('ArrowDown');
    await types.press('ArrowDown');
    expect(await at()).toBe(2);
    await types.press('ArrowUp');
    expect(await at()).toBe(1);
    await types.press('End');
    await expect.poll(at).toBe(last);
    await types.press('PageUp');
    await expect.poll(at).toBeLessThan(last - 5);
    await types.press('Home');
    await expect.poll(at).toBe(0);
    const first = (await columnTexts(sample, 'Types', 1))[0]!;
    await types.press('Enter');
    await expect(grid(sample, 'Instances')).toBeVisible();
    await expect(sample.getByRole('heading', { name: first, exact: true })).toBeVisible();
  });

  test('copy the row as a line of a table, with exact bytes', async ({ sample }) => {
    const types = grid(sample, 'Types');
    await sample.getByRole('searchbox', { name: 'Filter types' }).fill('__main__.Foo');
    await expect(rows(sample, 'Types')).toHaveCount(1);
    await types.focus();
    await types.press('Control+c');
    expect(await copiedText(sample)).toMatch(/^__main__\.Foo\t10000\t\d+\t\d+$/);
  });
});

test.describe('instances', () => {
  test('are all there, though only those in sight are drawn', async ({ sample }) => {
    await rows(sample, 'Types').filter({ hasText: '__main__.Foo' }).click();
    const instances = grid(sample, 'Instances');
    await expect(instances).toHaveAttribute('aria-rowcount', '10001');
    await expect(rows(sample, 'Instances').first()).toContainText(/0x[0-9a-f]+/);
    expect(await rows(sample, 'Instances').count()).toBeLessThan(80);
    await instances.focus();
    await instances.press('End');
    const last = instances.locator('[aria-rowindex="10001"]');
    await expect(last).toBeInViewport();
    await expect(last).toContainText(/0x[0-9a-f]+/);
  });

  test('are sorted and filtered', async ({ sample }) => {
    await rows(sample, 'Types').filter({ hasText: '__main__.Foo' }).click();
    await grid(sample, 'Instances').getByRole('columnheader', { name: 'Id' }).click();
    await expect(async () => {
      const ids = (await columnTexts(sample, 'Instances', 1)).map((id) => Number(id));
      expect(ids.length).toBeGreaterThan(10);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    }).toPass();
    const id = (await columnTexts(sample, 'Instances', 1))[3]!;
    await sample.getByRole('searchbox', { name: 'Filter instances' }).fill(id);
    await expect(rows(sample, 'Instances')).toHaveCount(1);
  });
});

test.describe('an object', () => {
  test('shows its facts and why it is alive', async ({ sample }) => {
    await openFirstFoo(sample);
    const region = objectRegion(sample);
    for (const fact of ['shallow', 'retained', 'held by', 'holds', 'refcount']) {
      await expect(region.getByText(fact, { exact: true })).toBeVisible();
    }
    await expect(region.getByText('Alive because')).toContainText(/main\(\).*local.*\[\d+\]/);
    for (const name of ['Retainers', 'References', 'Referrers', 'Path to root']) {
      await expect(region.getByRole('tab', { name, exact: true })).toBeVisible();
    }
    await expect(region.getByRole('tab', { name: 'Retainers' })).toHaveAttribute('aria-selected', 'true');
  });

  test('has tabs for what it refers to, who refers to it, and the way from a root', async ({ sample }) => {
    await openFirstFoo(sample);
    const region = objectRegion(sample);
    await region.getByRole('tab', { name: 'References' }).click();
    await expect(rows(sample, 'References').filter({ hasText: '__main__.Foo' }).first()).toBeVisible();
    await region.getByRole('tab', { name: 'Referrers' }).click();
    await expect(rows(sample, 'Referrers')).toHaveCount(1);
    await expect(rows(sample, 'Referrers')).toContainText(/\[\d+\]\s*list/);
    await region.getByRole('tab', { name: 'Path to root' }).click();
    const chain = region.getByRole('list', { name: 'Path to root' });
    await expect(chain.getByRole('listitem').first()).toContainText('main()');
    await expect(chain.getByRole('listitem').last()).toContainText('__main__.Foo');
    await expect(sample).toHaveURL(/tab=path/);
  });

  test('leads on to its holders, and back and forward again', async ({ sample }) => {
    await openFirstFoo(sample);
    const region = objectRegion(sample);
    await region.getByRole('tab', { name: 'Referrers' }).click();
    await rows(sample, 'Referrers').first().click();
    await expect(region.getByRole('heading', { name: /^list/ })).toBeVisible();
    await sample.goBack();
    await expect(region.getByRole('heading', { name: /Foo/ })).toBeVisible();
    await sample.goBack();
    await expect(region).toBeHidden();
    await expect(grid(sample, 'Instances')).toBeVisible();
    await sample.goBack();
    await expect(grid(sample, 'Instances')).toBeHidden();
    await sample.getByRole('button', { name: 'Forward' }).click();
    await expect(grid(sample, 'Instances')).toBeVisible();
    await sample.goForward();
    await expect(region.getByRole('heading', { name: /Foo/ })).toBeVisible();
    await sample.getByRole('button', { name: 'Back', exact: true }).click();
    await expect(region).toBeHidden();
  });

  test('has an address that opens it again', async ({ sample }) => {
    await openFirstFoo(sample);
    const heading = await objectRegion(sample).getByRole('heading').first().innerText();
    await sample.reload();
    await expect(objectRegion(sample).getByRole('heading').first()).toHaveText(heading.replace('\n', ' '));
  });

  test('that is not there is said to be so', async ({ sample }) => {
    await goTo(sample, '/leak.backref/types?object=0x1');
    await expect(sample.getByRole('alert')).toContainText('0x1');
    await expect(grid(sample, 'Types')).toBeVisible();
  });
});

test.describe('finding', () => {
  test('by Ctrl+K: a type, and an object by its id', async ({ sample }) => {
    await sample.keyboard.press('Control+k');
    const box = sample.getByRole('combobox', { name: 'Find a type, id, text or name' });
    await expect(box).toBeFocused();
    await box.fill('__main__.Foo');
    await sample
      .getByRole('option', { name: /__main__\.Foo/ })
      .first()
      .click();
    await expect(grid(sample, 'Instances')).toHaveAttribute('aria-rowcount', '10001');
    const id = (await columnTexts(sample, 'Instances', 1))[2]!;
    await sample.keyboard.press('Control+k');
    await box.fill(id);
    await expect(sample.getByRole('option').first()).toContainText(id);
    await box.press('Enter');
    await expect(objectRegion(sample).getByRole('heading').first()).toContainText(id);
    await box.fill('__main__.Foo');
    await box.press('Enter');
    await expect(objectRegion(sample)).toBeHidden();
    await expect(box).not.toBeFocused();
  });

  test('says when there is nothing, and Escape closes it', async ({ sample }) => {
    const box = sample.getByRole('combobox', { name: 'Find a type, id, text or name' });
    await box.fill('zzz nothing zzz');
    await expect(sample.getByText(/Nothing is called or contains/)).toBeVisible();
    await box.press('Escape');
    await expect(sample.getByText(/Nothing is called or contains/)).toBeHidden();
  });
});

test('the overview shows the process, its threads and the rules', async ({ sample }) => {
  await sample.getByRole('link', { name: 'Overview' }).click();
  for (const name of ['Snapshot', 'Process', 'Memory', 'Threads', 'How to read the numbers']) {
    await expect(sample.getByRole('region', { name, exact: true })).toBeVisible();
  }
  await sample.getByRole('region', { name: 'Threads' }).getByRole('button', { name: 'main()' }).click();
  await expect(objectRegion(sample).getByRole('heading').first()).toContainText('frame');
  await sample.getByRole('link', { name: 'Overview' }).click();
  await sample.getByRole('link', { name: 'Types' }).click();
  await expect(objectRegion(sample)).toBeVisible();
});

test('names out of a snapshot are shown as text, cut, with hidden characters visible', async ({
  empty,
  folder,
}) => {
  const file = writeClasses(path.join(folder, 'hostile.heapsnapshot'), [
    [HOSTILE_NAME, 3],
    ['A'.repeat(1 << 20), 2],
    ['__proto__', 1],
    ['constructor', 1],
  ]);
  await giveFiles(empty, file);
  const hostile = rows(empty, 'Types').filter({ hasText: HOSTILE_SHOWN });
  await expect(hostile).toBeVisible();
  await expect(rows(empty, 'Types').filter({ hasText: '__proto__' })).toContainText('1');
  const long = rows(empty, 'Types').filter({ hasText: 'AAAA' });
  expect((await long.innerText()).length).toBeLessThan(400);
  await hostile.click();
  await rows(empty, 'Instances').first().click();
  await expect(objectRegion(empty)).toBeVisible();
  await empty.goBack();
  await long.click();
  await rows(empty, 'Instances').first().click();
  await expect(objectRegion(empty).getByRole('heading').first()).toContainText('AAAA');
  expect(await empty.locator('img').count()).toBe(0);
  await expect(empty).toHaveTitle('hostile.heapsnapshot – Backref');
  const sideways = await empty.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(sideways).toBeLessThanOrEqual(0);
});

test.describe('the look', () => {
  /** How light the page's ground is: 0 black, 255 white. */
  const ground = (page: Page) =>
    page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]));

  test('is dark where the system is dark', async ({ sample }) => {
    expect(await ground(sample)).toBeGreaterThan(200);
    await sample.emulateMedia({ colorScheme: 'dark' });
    expect(await ground(sample)).toBeLessThan(60);
  });

  for (const width of [640, 900, 1100]) {
    test(`has room in a window ${String(width)} wide`, async ({ sample }) => {
      await sample.setViewportSize({ width, height: 800 });
      await openFirstFoo(sample);
      for (const name of ['Types', 'Instances']) await expect(grid(sample, name)).toBeVisible();
      await objectRegion(sample).scrollIntoViewIfNeeded();
      await expect(objectRegion(sample).getByRole('tab', { name: 'Path to root' })).toBeInViewport();
      const sideways = await sample.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(sideways).toBeLessThanOrEqual(0);
    });
  }

  test('lets the columns be moved by the keyboard, and remembers it', async ({ sample }) => {
    await openFirstFoo(sample);
    const edge = sample.getByRole('separator', { name: 'Width of the types' });
    const before = Number(await edge.getAttribute('aria-valuenow'));
    await edge.press('ArrowRight');
    await expect(edge).toHaveAttribute('aria-valuenow', String(before + 2));
    await sample.reload();
    await expect(edge).toHaveAttribute('aria-valuenow', String(before + 2));
  });
});
