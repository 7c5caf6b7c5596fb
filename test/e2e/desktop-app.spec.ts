import { copyFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { answerDialog, clickMenu, closeDesktop, openWindow, runBeside, watchCalls } from './desktop-app.ts';
import { expect, test } from './desktop-fixtures.ts';
import { SAMPLE, writeCut, writeTree } from './window-files.ts';
import { cancelAtFirstSight, dropFiles, grid, openFirstFoo } from './window-fixtures.ts';

/** What makes it an application: how files reach it, menus, what it remembers, and what happens when parts break. */

function sampleIn(folder: string, name = 'mine.backref'): string {
  const file = path.join(folder, name);
  copyFileSync(SAMPLE, file);
  return file;
}

/** Writes down what the first window's bar in the dock or taskbar is set to. */
async function watchBar(app: ElectronApplication): Promise<() => Promise<number[]>> {
  await app.evaluate(({ BrowserWindow }) => {
    const bar: number[] = [];
    const setProgressBar = (value: number): void => void bar.push(value);
    Object.assign(BrowserWindow.getAllWindows()[0]!, { setProgressBar });
    Object.assign(globalThis, { bar });
  });
  return () => app.evaluate(() => Reflect.get(globalThis, 'bar') as number[]);
}

test.describe('files', () => {
  test('named on the command line are opened', async ({ launch, folder }) => {
    const app = await launch({ files: [sampleIn(folder)] });
    const page = await app.firstWindow();
    await expect(grid(page, 'Types')).toBeVisible();
    await expect(page).toHaveTitle('mine.backref – Backref');
  });

  test('of a second start come to the first, and the second ends', async ({
    app,
    page,
    userData,
    folder,
  }) => {
    sampleIn(folder);
    expect(await runBeside({ userData, files: ['mine.backref'], cwd: folder })).toBe(0);
    await expect(grid(page, 'Types')).toBeVisible();
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('that the system hands over are opened', async ({ app, page, folder }) => {
    await app.evaluate(({ app: electron }, file) => {
      let prevented = false;
      electron.emit('open-file', { preventDefault: () => (prevented = true) }, file);
      if (!prevented) throw new Error('the event was not taken');
    }, sampleIn(folder));
    await expect(grid(page, 'Types')).toBeVisible();
  });

  test('are recent ones from then on, also in the next run, until they are forgotten', async ({
    app,
    page,
    launch,
    folder,
  }) => {
    const added = await watchCalls(app, 'app.addRecentDocument');
    const file = sampleIn(folder);
    await dropFiles(page, [file]);
    await expect(grid(page, 'Types')).toBeVisible();
    await expect.poll(added).toEqual([[file]]);
    expect(await closeDesktop(app)).toBe(true);

    const next = await launch();
    const again = await next.firstWindow();
    await expect(again.getByText('Drop a snapshot here')).toBeVisible();
    await clickMenu(next, 'file.recent.1');
    await expect(grid(again, 'Types')).toBeVisible();
    const cleared = await watchCalls(next, 'app.clearRecentDocuments');
    await clickMenu(next, 'file.recent.clear');
    await expect.poll(cleared).toHaveLength(1);
    const left = () =>
      next.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('file.recent.1') ?? null);
    await expect.poll(left).toBeNull();
  });
});

test.describe('the menu', () => {
  test('has its items with their keys and roles', async ({ app, page }) => {
    await expect(page.getByText('Drop a snapshot here')).toBeVisible();
    const items = await app.evaluate(
      ({ Menu }, ids) => {
        const menu = Menu.getApplicationMenu()!;
        return ids.map((id) => {
          const item = menu.getMenuItemById(id);
          return item === null ? `${id}: absent` : `${id}: ${item.role ?? '-'} ${item.accelerator ?? '-'}`;
        });
      },
      [
        'file.new-window',
        'file.open',
        'file.close-window',
        'edit.copy',
        'go.find',
        'view.full-screen',
        'window.minimize',
      ],
    );
    expect(items).toEqual([
      'file.new-window: - CmdOrCtrl+N',
      'file.open: - CmdOrCtrl+O',
      'file.close-window: - CmdOrCtrl+W',
      'edit.copy: copy -',
      'go.find: - CmdOrCtrl+K',
      'view.full-screen: togglefullscreen -',
      'window.minimize: minimize -',
    ]);
  });

  test('opens files, windows, the sample, and what the window can do', async ({ app, page, folder }) => {
    await answerDialog(app, 'showOpenDialog', { canceled: false, filePaths: [sampleIn(folder)] });
    await clickMenu(app, 'file.open');
    await expect(grid(page, 'Types')).toBeVisible();
    await expect
      .poll(() => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('go.find')?.enabled))
      .toBe(true);
    await clickMenu(app, 'go.find');
    await expect(page.getByRole('combobox', { name: 'Find a type, id, text or name' })).toBeFocused();
    const second = await openWindow(app);
    await expect(second.getByText('Drop a snapshot here')).toBeVisible();
    await clickMenu(app, 'file.open-sample');
    await expect(grid(second, 'Types')).toBeVisible();
    await expect(grid(page, 'Types')).toBeVisible();
  });

  test('tells about the app', async ({ app, page }) => {
    await expect(page.getByText('Drop a snapshot here')).toBeVisible();
    const shown = await answerDialog(app, 'showMessageBox', { response: 0 });
    await clickMenu(app, 'help.about');
    await expect.poll(async () => (await shown()).length).toBe(1);
    const [about] = await shown();
    expect(about['message']).toBe('Backref');
    expect(about['detail']).toContain(await app.evaluate(({ app: electron }) => electron.getVersion()));
  });
});

test.describe('windows', () => {
  test('come back where the last one was', async ({ app, page, launch }) => {
    await expect(page.getByText('Drop a snapshot here')).toBeVisible();
    const bounds = { x: 60, y: 40, width: 1000, height: 700 };
    await app.evaluate(
      ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]!.setBounds(wanted),
      bounds,
    );
    const boundsOf = (of: ElectronApplication) =>
      of.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds());
    await expect.poll(() => boundsOf(app)).toEqual(bounds);
    expect(await closeDesktop(app)).toBe(true);
    const next = await launch();
    await next.firstWindow();
    expect(await boundsOf(next)).toEqual(bounds);
  });

  test('end the program when the last one closes', async ({ app, page }) => {
    const second = await openWindow(app);
    await expect(second.getByText('Drop a snapshot here')).toBeVisible();
    await second.close();
    await expect(page.getByText('Drop a snapshot here')).toBeVisible();
    const child = app.process();
    const ended = app.waitForEvent('close');
    await clickMenu(app, 'file.close-window');
    await ended;
    expect(child.exitCode).toBe(0);
  });
});

test.describe('progress in the taskbar', () => {
  test('rises and goes when the file is open', async ({ app, page, folder }) => {
    const bar = await watchBar(app);
    await dropFiles(page, [writeTree(path.join(folder, 'tree.heapsnapshot'), 300_000)]);
    await expect(grid(page, 'Types')).toBeVisible();
    await expect.poll(async () => (await bar()).at(-1)).toBe(-1);
    const values = await bar();
    expect(values.length).toBeGreaterThan(1);
    expect(values.slice(0, -1).filter((value) => value < 0)).toEqual([]);
  });

  test('goes when it is cancelled', async ({ app, page, folder }) => {
    const bar = await watchBar(app);
    const cancelled = cancelAtFirstSight(page);
    await dropFiles(page, [writeTree(path.join(folder, 'tree.heapsnapshot'), 3_000_000)]);
    await cancelled;
    await expect.poll(async () => (await bar()).at(-1)).toBe(-1);
    await expect(page.getByText('Opening tree.heapsnapshot was cancelled')).toBeVisible();
    expect((await bar()).length).toBeGreaterThan(1);
  });

  test('goes when the file cannot be read', async ({ app, page, folder }) => {
    const bar = await watchBar(app);
    await dropFiles(page, [writeCut(path.join(folder, 'cut.backref'))]);
    await expect(page.getByRole('alert')).toContainText('cut.backref could not be opened');
    expect((await bar()).at(-1) ?? -1).toBe(-1);
  });
});

test.describe('what breaks', () => {
  test('a page that crashes is told of, and comes back', async ({ app, page, folder }) => {
    await dropFiles(page, [sampleIn(folder)]);
    await expect(grid(page, 'Types')).toBeVisible();
    const shown = await answerDialog(app, 'showMessageBox', { response: 0 });
    const crashed = page.waitForEvent('crash');
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer(),
    );
    await crashed;
    await expect.poll(async () => (await shown()).length).toBe(1);
    expect((await shown())[0]).toMatchObject({ message: 'This window’s page has stopped.' });
    // Playwright has given the page up; the app has not.
    const text = () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript('String(document.body?.innerText)'),
      );
    await expect.poll(text).toContain('Drop a snapshot here');
  });

  test('a reading thread that is killed fails that file alone', async ({ app, page, folder }) => {
    await app.evaluate(() => {
      const { Worker } = process.getBuiltinModule('node:worker_threads');
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (...values) {
        Worker.prototype.postMessage = postMessage;
        postMessage.apply(this, values);
        void this.terminate();
      };
    });
    await dropFiles(page, [writeTree(path.join(folder, 'tree.heapsnapshot'), 300_000)]);
    await expect(page.getByRole('alert')).toContainText('tree.heapsnapshot could not be opened');
    await expect(page.getByRole('alert')).not.toContainText(/ at .*:\d+|Error:/);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await dropFiles(page, [sampleIn(folder)]);
    await openFirstFoo(page);
  });
});
