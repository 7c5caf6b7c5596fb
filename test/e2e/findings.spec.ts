import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { anyPython } from '../fixtures/find-python.ts';
import { ROOT } from './window-files.ts';
import { expect, test } from './window-fixtures.ts';

test('findings: the first names the list of Foo, and a click opens it beside', async ({ sample }) => {
  await sample.getByRole('link', { name: 'Findings' }).click();
  const view = sample.getByRole('region', { name: 'Findings' });
  const first = view.getByRole('listitem').filter({ hasText: '10,000 Foo in a list' }).first();
  await expect(
    first.getByRole('button', { name: /^10,000 Foo in a list at main\(\) local d\['k'\]/ }),
  ).toBeVisible();
  await expect(first.getByRole('list', { name: 'Path to what holds them' })).toHaveText(
    /main\(\)\s*local d\s*\['k'\]/,
  );
  await first.getByRole('button', { name: /^10,000 Foo/ }).click();
  const object = sample.getByRole('region', { name: 'Object' });
  await expect(object.getByRole('heading', { level: 2 })).toContainText('list');
  await expect(object).toContainText('10,000');
  await first.getByRole('button', { name: 'local d', exact: true }).click();
  await expect(object.getByRole('heading', { level: 2 })).toContainText('dict');
});

const PYTHON = anyPython();

test('several snapshots of a process: what never stopped growing stands on top, with how it grew', async ({
  openWindow,
  folder,
}) => {
  test.skip(PYTHON === null, 'no Python here to take snapshots');
  const out = path.join(folder, 'growing');
  mkdirSync(out, { recursive: true });
  const program = path.join(ROOT, 'test/fixtures/growing_program.py');
  execFileSync(PYTHON ?? '', [program, path.join(ROOT, 'assets/agent'), out], { cwd: out, stdio: 'ignore' });
  const page = await openWindow([0, 1, 2, 3].map((number) => path.join(out, `${String(number)}.backref`)));
  await page.getByRole('link', { name: 'Findings' }).click();
  const growing = page.getByRole('region', { name: 'Never stopped growing' });
  // The first snapshot has none before it.
  const show = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: /^Snapshot: / }).click();
    await page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click();
  };
  await show('0.backref');
  await expect(page.getByRole('list', { name: 'Findings, most bytes first' })).toBeVisible();
  await expect(growing).toHaveCount(0);
  await show('3.backref');
  const cards = growing.getByRole('list', { name: /never stopped growing/ }).locator('> li');
  await expect(cards).toHaveCount(3);
  await expect(cards.first()).toContainText('from 1,000 to 4,000 items over 4 snapshots');
  await expect(growing).not.toContainText('warm');
  await cards
    .first()
    .getByRole('button', { name: /^The dict at __main__\.registry\.sessions/ })
    .click();
  const object = page.getByRole('region', { name: 'Object' });
  await expect(object.getByRole('heading', { level: 2 })).toContainText('dict');
  await expect(object).toContainText('4,000');
});
