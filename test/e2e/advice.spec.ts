import { expect, goTo, grid, rows, test } from './window-fixtures.ts';

test.describe('advice', () => {
  test('the greatest saving first, in words, with examples that open beside it', async ({ sample }) => {
    await goTo(sample, '#/leak.backref/advice');
    await expect(rows(sample, 'Advice').first()).toContainText('Slots');
    await expect(rows(sample, 'Advice').first()).toContainText('__main__.Foo');
    const chosen = sample.getByRole('article', { name: 'The chosen advice' });
    await expect(chosen).toContainText("__slots__ = ('val',)");
    await chosen.getByRole('button', { name: /^0x/ }).first().click();
    const object = sample.getByRole('region', { name: 'Object' });
    await expect(object).toContainText('Foo');
    await rows(sample, 'Advice').filter({ hasText: 'Duplicate strings' }).click();
    await expect(chosen).toContainText('sys.intern');
    await expect(sample).toHaveURL(/line=duplicate-strings/);
    await chosen.getByRole('button', { name: /^Show all/ }).click();
    await expect(sample.getByRole('navigation', { name: 'Set', exact: true })).toContainText(
      'objects of the advice',
    );
    await sample.goBack();
    await expect(grid(sample, 'Advice')).toBeVisible();
    await expect(chosen).toContainText('sys.intern');
  });

  test('what memory consists of stands in the overview', async ({ sample }) => {
    await goTo(sample, '#/leak.backref/overview');
    const memory = sample.getByRole('region', { name: 'Memory' });
    await expect(memory.getByRole('img', { name: /^Memory of the process: Rest/ })).toBeVisible();
    const parts = memory.getByRole('list', { name: 'Parts of the memory' }).getByRole('listitem');
    await expect(parts.filter({ hasText: 'Free in Python’s arenas' })).toContainText('MB');
  });
});
