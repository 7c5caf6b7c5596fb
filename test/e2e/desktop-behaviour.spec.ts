import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { answerDialog, closeDesktop, runBeside } from './desktop-app.ts';
import { expect, test } from './desktop-fixtures.ts';
import { SAMPLE, writeCut } from './window-files.ts';
import { dropFiles, grid } from './window-fixtures.ts';

/** What the application owes the system around it; test/faults breaks each of them once. */

test('a second start hands its files to the window that is there, and ends', async ({
  app,
  page,
  userData,
}) => {
  const ended = runBeside({ userData, files: [SAMPLE] });
  await expect(grid(page, 'Types')).toBeVisible();
  expect(await ended).toBe(0);
  await expect(page).toHaveTitle('leak.backref – Backref');
  expect(app.windows()).toHaveLength(1);
});

test('a file that the system hands over is opened', async ({ app, page }) => {
  const isTaken = await app.evaluate(({ app: electron }, file) => {
    let taken = false;
    electron.emit('open-file', { preventDefault: () => (taken = true) }, file);
    return taken;
  }, SAMPLE);
  expect(isTaken).toBe(true);
  await expect(grid(page, 'Types')).toBeVisible();
});

test('the menu has the keys and roles that the system expects', async ({ app, page }) => {
  await expect(page.getByText('Drop a snapshot here')).toBeVisible();
  const found = await app.evaluate(({ Menu }) => {
    const item = (id: string): string => {
      const { role, accelerator } = Menu.getApplicationMenu()?.getMenuItemById(id) ?? {};
      return [role, accelerator].filter((each) => each !== undefined && each !== null).join(' ');
    };
    return ['edit.copy', 'edit.paste', 'file.open', 'file.new-window', 'go.find'].map(item);
  });
  expect(found.map((each) => each.toLowerCase())).toEqual([
    expect.stringMatching(/^copy/),
    expect.stringMatching(/^paste/),
    expect.stringContaining('cmdorctrl+o'),
    expect.stringContaining('cmdorctrl+n'),
    expect.stringContaining('cmdorctrl+k'),
  ]);
});

test('files that were opened are there in the next run, and go when they are forgotten', async ({
  launch,
  folder,
}) => {
  const file = path.join(folder, 'mine.backref');
  copyFileSync(SAMPLE, file);
  const first = await launch({ files: [file] });
  await expect(grid(await first.firstWindow(), 'Types')).toBeVisible();
  expect(await closeDesktop(first)).toBe(true);
  const second = await launch();
  await expect((await second.firstWindow()).getByText('mine.backref').first()).toBeVisible();
  const ids = await second.evaluate(({ Menu }) => {
    const menu = Menu.getApplicationMenu();
    const before = menu?.getMenuItemById('file.recent.1')?.label ?? 'none';
    menu?.getMenuItemById('file.recent.clear')?.click();
    return [before, Menu.getApplicationMenu()?.getMenuItemById('file.recent.1')?.label ?? 'none'];
  });
  expect(ids).toEqual([expect.stringContaining('mine.backref'), 'none']);
});

test('a window comes back where it was', async ({ launch }) => {
  const first = await launch();
  await first.firstWindow();
  await first.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.setBounds({ x: 123, y: 145, width: 1000, height: 700 });
  });
  expect(await closeDesktop(first)).toBe(true);
  const second = await launch();
  await second.firstWindow();
  const bounds = await second.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds());
  expect(bounds).toEqual({ x: 123, y: 145, width: 1000, height: 700 });
});

test('what the worker cannot read is said, and the taskbar’s bar goes', async ({ app, page, folder }) => {
  await app.evaluate(({ BrowserWindow }) => {
    const values: number[] = [];
    Object.assign(globalThis, { barValues: values });
    const window = BrowserWindow.getAllWindows()[0]!;
    window.setProgressBar = (value) => void values.push(value);
  });
  await dropFiles(page, [writeCut(path.join(folder, 'cut.backref'))]);
  await expect(page.getByRole('alert')).toContainText('cut.backref could not be opened');
  const values = (): Promise<number[]> =>
    app.evaluate(() => Reflect.get(globalThis, 'barValues') as number[]);
  await expect.poll(async () => (await values()).at(-1)).toBe(-1);
  expect((await values()).length).toBeGreaterThan(1);
});

test('a page that crashes is told of, and can be loaded anew', async ({ app, page }) => {
  const shown = await answerDialog(app, 'showMessageBox', { response: 0, checkboxChecked: false });
  await expect(page.getByText('Drop a snapshot here')).toBeVisible();
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer();
  });
  await expect.poll(async () => (await shown()).length).toBe(1);
  expect((await shown())[0]).toMatchObject({ buttons: ['Reload', 'Close Window'] });
});

test('a new page is told of before it speaks, and never one that was refused', async ({ app, page }) => {
  await app.evaluate(({ BrowserWindow, ipcMain }) => {
    const order: string[] = [];
    Object.assign(globalThis, { order });
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    webContents.on('did-start-navigation', ({ isSameDocument }) => {
      if (!isSameDocument) order.push('did-start-navigation');
    });
    webContents.on('will-frame-navigate', () => void order.push('will-frame-navigate'));
    webContents.on('will-navigate', () => void order.push('will-navigate'));
    webContents.on('did-navigate', () => void order.push('did-navigate'));
    ipcMain.on('backref:rpc', (_event, text: string) => {
      if (text.includes('"host/hello"')) order.push('hello');
    });
  });
  const order = () => app.evaluate(() => (Reflect.get(globalThis, 'order') as string[]).splice(0).join());
  const upTo = async (last: string): Promise<string> => {
    const isThere = () =>
      app.evaluate((_electron, name) => (Reflect.get(globalThis, 'order') as string[]).includes(name), last);
    await expect.poll(isThere).toBe(true);
    return order();
  };
  await page.evaluate(() => (location.hash = 'x'));
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.reload());
  expect(await upTo('hello')).toBe('did-start-navigation,did-navigate,hello');
  await page.evaluate(() => (location.href = '/index.html?again'));
  expect(await upTo('hello')).toBe(
    'did-start-navigation,will-frame-navigate,will-navigate,did-navigate,hello',
  );
  await page.evaluate(() => (location.href = 'https://evil.example/'));
  // The first that refuses is the last that is asked.
  expect(await upTo('will-frame-navigate')).toBe('did-start-navigation,will-frame-navigate');
  await page.getByRole('button', { name: 'Open the sample' }).click();
  await expect(page.getByRole('grid', { name: 'Types' })).toBeVisible();
  expect(await order()).toBe('');
});
