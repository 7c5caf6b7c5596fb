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
