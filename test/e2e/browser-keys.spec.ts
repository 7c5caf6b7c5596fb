import { SAMPLE } from './window-files.ts';
import { expect, grid, test } from './window-fixtures.ts';

test('Ctrl+O lets the user choose files, from anywhere in the window', async ({ empty }) => {
  const chooser = empty.waitForEvent('filechooser');
  await empty.keyboard.press('Control+o');
  await (await chooser).setFiles(SAMPLE);
  await expect(grid(empty, 'Types')).toBeVisible();
});
