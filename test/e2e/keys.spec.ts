import { expect, test } from './window-fixtures.ts';

test.describe('the overview of keys', () => {
  test('comes by ? and goes by Escape, its button or a click beside it', async ({ empty }) => {
    const dialog = empty.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await empty.keyboard.press('Shift+?');
    await expect(dialog).toBeVisible();
    for (const group of ['Window', 'Lists', 'Retainer graph']) {
      await expect(dialog.getByRole('region', { name: group })).toBeVisible();
    }
    await empty.keyboard.press('Escape');
    await expect(dialog).toBeHidden();

    await empty.keyboard.press('Shift+?');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toBeHidden();

    await empty.keyboard.press('Shift+?');
    await expect(dialog).toBeVisible();
    await empty.mouse.click(5, 5);
    await expect(dialog).toBeHidden();
  });

  test('comes again however soon after Escape', async ({ empty }) => {
    const dialog = empty.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await empty.keyboard.press('Shift+?');
    await expect(dialog).toBeVisible();
    for (let time = 0; time < 20; time++) {
      // In one go: what the dialog tells of its closing comes after the second key.
      await Promise.all([empty.keyboard.press('Escape'), empty.keyboard.press('Shift+?')]);
      await expect(dialog).toBeVisible();
    }
  });

  test('stays away while somebody types a question mark', async ({ sample }) => {
    await sample.keyboard.press('Control+k');
    const find = sample.getByRole('combobox');
    await expect(find).toBeFocused();
    await sample.keyboard.type('why?');
    await expect(find).toHaveValue('why?');
    await expect(sample.getByRole('dialog')).toHaveCount(0);
  });

  test('is read to its end in a small window', async ({ empty }) => {
    await empty.setViewportSize({ width: 720, height: 480 });
    await empty.keyboard.press('Shift+?');
    const dialog = empty.getByRole('dialog');
    const last = dialog.getByText('Zoom in, zoom out, fit');
    await last.scrollIntoViewIfNeeded();
    await expect(last).toBeInViewport();
  });
});
