import { expect, test } from './desktop-fixtures.ts';
import { SAMPLE } from './window-files.ts';
import { dropFiles, grid } from './window-fixtures.ts';

/** What the page can do with its surroundings: security rules of Electron's own list, each broken by one change. */

test('the page has the bridge and nothing of Node or Electron', async ({ page }) => {
  const found = await page.evaluate(() => ({
    // The bridge is the only thing that is not the browser's own.
    node: ['require', 'process', 'module', 'exports', 'Buffer', 'global', 'setImmediate'].filter(
      (name) => name in window,
    ),
    electron: ['electron', 'ipcRenderer', 'contextBridge', 'webUtils'].filter((name) => name in window),
    bridge: Object.keys(window.backrefHost!).toSorted(),
    isFrozen: Object.isFrozen(window.backrefHost),
  }));
  expect(found).toEqual({
    node: [],
    electron: [],
    bridge: ['kind', 'onMessage', 'send', 'takeFile'],
    isFrozen: true,
  });
});

test('the bridge can be neither changed nor replaced', async ({ page }) => {
  const tried = await page.evaluate(() => {
    const attempts: (() => void)[] = [
      () => Object.assign(window, { backrefHost: { kind: 'mine' } }),
      () => Object.defineProperty(window, 'backrefHost', { value: null }),
      () => Object.assign(window.backrefHost!, { send: () => undefined }),
      () => Object.setPrototypeOf(window.backrefHost!, { then: () => undefined }),
    ];
    return attempts.map((attempt) => {
      try {
        attempt();
        return 'done';
      } catch (error) {
        return error instanceof TypeError ? 'refused' : String(error);
      }
    });
  });
  expect(tried).toEqual(['refused', 'refused', 'refused', 'refused']);
  expect(await page.evaluate(() => window.backrefHost?.kind)).toBe('electron');
});

test('a dropped file is opened by its path, which the page never sees', async ({ page }) => {
  await page.evaluate(() => {
    const texts: string[] = [];
    Object.assign(window, { texts });
    window.backrefHost!.onMessage((text) => texts.push(text));
  });
  await dropFiles(page, [SAMPLE]);
  await expect(grid(page, 'Types')).toBeVisible();
  const texts = await page.evaluate(() => Reflect.get(window, 'texts') as string[]);
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.filter((text) => text.includes(SAMPLE))).toEqual([]);
});

test('a File that a script made has no path, and what is no File is refused', async ({ page }) => {
  const told = await page.evaluate(async () => {
    const take = (file: File): Promise<string> =>
      window.backrefHost!.takeFile(file).then(() => 'taken', String);
    return [await take(new File(['x'], '/etc/passwd')), await take({ name: '/etc/passwd', size: 1 } as File)];
  });
  expect(told[0]).toContain('not a file on this computer');
  expect(told[1]).toMatch(/Error/);
});
