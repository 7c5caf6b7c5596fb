import path from 'node:path';
import { serve } from './hosts.ts';
import { SAMPLE } from './window-files.ts';
import { expect, grid, test } from './window-fixtures.ts';

test('a server that goes away is said to be gone', async ({ page, folder }) => {
  const served = await serve(path.join(folder, 'cache'), [SAMPLE]);
  await page.goto(served.address);
  await expect(grid(page, 'Types')).toBeVisible();
  await served.stop();
  await expect(page.getByRole('alert')).toContainText('The connection to Backref ended');
  await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible();
});
