import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { answerDialog, watchCalls } from './desktop-app.ts';
import { expect, test as base } from './desktop-fixtures.ts';
import { SAMPLE } from './window-files.ts';
import { dropFiles, grid, openFirstFoo } from './window-fixtures.ts';

/** What the app lets its page do. Each test fails when its rule is broken in electron/. */

/** Another server of this machine, which would answer. */
interface Outside {
  readonly address: string;
  /** Paths it was asked for. */
  readonly asked: readonly string[];
}

const test = base.extend<{ readonly outside: Outside }>({
  outside: async ({}, use) => {
    const asked: string[] = [];
    const server = createServer(({ url = '' }, response) => {
      asked.push(url);
      response.setHeader('content-type', 'text/html').end('<title>Outside</title>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await use({ address: `http://127.0.0.1:${String(port)}/`, asked });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
});

/** From now on the questions whether a page may go somewhere are written down, with the app's answer. */
async function watchAnswers(app: ElectronApplication): Promise<() => Promise<string[]>> {
  await app.evaluate(({ BrowserWindow }) => {
    const answers: string[] = [];
    Object.assign(globalThis, { answers });
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    for (const name of ['will-frame-navigate', 'will-redirect'] as const) {
      // The app's own listener was there before.
      webContents.on(name as 'will-redirect', ({ url, defaultPrevented }) => {
        answers.push(`${name} ${url} ${defaultPrevented ? 'refused' : 'allowed'}`);
      });
    }
  });
  return () => app.evaluate(() => Reflect.get(globalThis, 'answers') as string[]);
}

test('in a whole session no request leaves the app', async ({ app, page }) => {
  const origin = new URL(page.url()).origin;
  const asked: string[] = [];
  app.context().on('request', (request) => asked.push(request.url()));
  await page.reload();
  await page.getByRole('button', { name: 'Open the sample' }).click();
  await openFirstFoo(page);
  await expect(page.getByRole('application', { name: 'Retainer graph' })).toHaveAttribute(
    'data-settled',
    'true',
  );
  expect(asked.length).toBeGreaterThan(3);
  const others = asked.filter((url) => !/^(blob|data):/.test(url) && new URL(url).origin !== origin);
  expect(others).toEqual([]);
});

test('the page runs no code but its own, and every answer carries the policy', async ({ page }) => {
  const policies = await page.evaluate(async () => {
    const answers = await Promise.all(['index.html', 'icon.svg', 'none.js'].map((name) => fetch(name)));
    return answers.map(({ status, headers }) => [status, headers.get('content-security-policy')]);
  });
  expect(policies.map(([status]) => status)).toEqual([200, 200, 404]);
  for (const [, policy] of policies) expect(policy).toContain("default-src 'none'; script-src 'self'");
  const ran = await page.evaluate(async () => {
    const done: string[] = [];
    Object.assign(globalThis, { done });
    const script = document.createElement('script');
    script.textContent = 'done.push("inline script")';
    document.body.append(script);
    const button = document.createElement('button');
    button.setAttribute('onclick', 'done.push("inline handler")');
    document.body.append(button);
    button.click();
    // Later, because code sent by a debugger is itself exempt from the policy while it runs.
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        resolve();
        // eslint-disable-next-line no-eval -- That it fails is what is tested.
        (0, eval)('done.push("eval")');
      });
    });
    return done;
  });
  expect(ran).toEqual([]);
});

test('the scheme gives out the window’s parts and nothing else', async ({ page }) => {
  const tried = await page.evaluate(async () => {
    const paths = [
      '../electron/main.js',
      '%2e%2e/electron/main.js',
      '..%2felectron/main.js',
      '..%5celectron%5cmain.js',
      'assets/..%2f..%2felectron/preload.cjs',
      'index.html%00',
      '%2fetc%2fpasswd',
      'package.json',
    ];
    const statuses = paths.map(async (name) => (await fetch(new URL(name, `${location.origin}/`))).status);
    return [...(await Promise.all(statuses)), (await fetch('index.html', { method: 'POST' })).status];
  });
  expect(new Set(tried)).toEqual(new Set([404]));
});

test('the page goes nowhere else, and still works afterwards', async ({ app, page, outside }) => {
  await dropFiles(page, [SAMPLE]);
  await expect(grid(page, 'Types')).toBeVisible();
  const before = page.url().replace(/#.*/, '');
  const attempts = [
    (address: string) => (location.href = address),
    (address: string) => location.replace(address),
    (address: string) => {
      const link = document.createElement('a');
      link.href = address;
      document.body.append(link);
      link.click();
    },
  ];
  const answers = await watchAnswers(app);
  const expected: string[] = [];
  for (const [index, attempt] of attempts.entries()) {
    const address = index === 0 ? 'https://evil.example/' : outside.address;
    await page.evaluate(attempt, address);
    expected.push(`will-frame-navigate ${address} refused`);
    await expect.poll(answers).toEqual(expected);
  }
  expect(app.windows()).toHaveLength(1);
  // What was open is still there: the window asks for it anew.
  await openFirstFoo(page);
  expect(outside.asked).toEqual([]);
  expect(page.url().replace(/#.*/, '')).toBe(before);
});

test('a redirect out of the app is not followed', async ({ app, page, outside }) => {
  await dropFiles(page, [SAMPLE]);
  await expect(grid(page, 'Types')).toBeVisible();
  const before = page.url().replace(/#.*/, '');
  await app.evaluate(({ protocol }, address) => {
    protocol.unhandle('app');
    protocol.handle('app', () => Response.redirect(address, 302));
  }, outside.address);
  const answers = await watchAnswers(app);
  await page.evaluate(() => (location.href = '/elsewhere.html'));
  await expect
    .poll(answers)
    .toEqual([
      'will-frame-navigate app://bundle/elsewhere.html allowed',
      `will-redirect ${outside.address} refused`,
    ]);
  await openFirstFoo(page);
  expect(outside.asked).toEqual([]);
  expect(page.url().replace(/#.*/, '')).toBe(before);
});

test('a page opens no window; a link of the project goes to the system’s browser', async ({ app, page }) => {
  const opened = await watchCalls(app, 'shell.openExternal');
  await page.evaluate(() => {
    const links = [
      'https://github.com/backref',
      'https://evil.example/',
      'http://github.com/',
      'file:///etc/passwd',
    ];
    for (const link of links) setTimeout(() => window.open(link));
  });
  await expect.poll(opened).toEqual([['https://github.com/backref']]);
  // That nothing comes can only be seen by waiting for it.
  await page.waitForTimeout(1000);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  await expect.poll(() => app.windows().length).toBe(1);
});

test('the page is granted nothing but copying', async ({ page }) => {
  const granted = await page.evaluate(async () => {
    const ask = async (attempt: () => Promise<unknown>): Promise<string> => {
      try {
        return String(await attempt());
      } catch (error) {
        return error instanceof Error ? error.name : 'refused';
      }
    };
    return {
      notifications: await ask(() => Notification.requestPermission()),
      camera: await ask(() => navigator.mediaDevices.getUserMedia({ video: true })),
      place: await ask(
        () =>
          new Promise((resolve, reject) => {
            navigator.geolocation.getCurrentPosition(resolve, ({ code }) => reject(new Error(String(code))));
          }),
      ),
      clipboard: (await navigator.permissions.query({ name: 'clipboard-read' as PermissionName })).state,
      copying: (await navigator.permissions.query({ name: 'clipboard-write' as PermissionName })).state,
    };
  });
  expect(granted.notifications).toBe('denied');
  expect(granted.camera).toMatch(/NotAllowedError|NotFoundError/);
  expect(granted.place).toBe('Error');
  expect(granted.clipboard).toBe('denied');
  expect(granted.copying).toBe('granted');
});

test('a page from elsewhere is not heard, though it has the bridge', async ({ app, page }) => {
  await expect(page.getByText('Drop a snapshot here')).toBeVisible();
  const opened = app.waitForEvent('window');
  await app.evaluate(({ app: electron, BrowserWindow }) => {
    const preload = `${electron.getAppPath()}/dist/electron/preload.cjs`;
    const window = new BrowserWindow({ webPreferences: { preload, sandbox: true, contextIsolation: true } });
    void window.loadURL('data:text/html,<title>Elsewhere</title><main style="height:100vh"></main>');
  });
  const stranger = await opened;
  await expect(stranger).toHaveTitle('Elsewhere');
  await stranger.evaluate(() => {
    const heard: string[] = [];
    const taken: string[] = [];
    Object.assign(window, { heard, taken });
    window.backrefHost!.onMessage((text) => heard.push(text));
    window.backrefHost!.send('{"jsonrpc":"2.0","id":1,"method":"host/hello","params":{}}');
    addEventListener('dragover', (event) => event.preventDefault());
    addEventListener('drop', (event) => {
      event.preventDefault();
      window.backrefHost!.takeFile(event.dataTransfer!.files[0]!).then(
        () => taken.push('taken'),
        (error: unknown) => taken.push(String(error)),
      );
    });
  });
  await dropFiles(stranger, [SAMPLE]);
  await expect
    .poll(() => stranger.evaluate(() => Reflect.get(window, 'taken') as string[]))
    .toEqual(['Error: Not allowed.']);
  // Its text was sent before, on the same way.
  expect(await stranger.evaluate(() => Reflect.get(window, 'heard') as string[])).toEqual([]);
});

test('a frame inside the page has no bridge, and a message in its name is not heard', async ({
  app,
  page,
}) => {
  const bridge = await page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return typeof Reflect.get(frame.contentWindow!, 'backrefHost');
  });
  expect(bridge).toBe('undefined');
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    window.backrefHost!.onMessage((text) => heard.push(text));
  });
  const hello = (id: number): string =>
    `{"jsonrpc":"2.0","id":${String(id)},"method":"host/hello","params":{}}`;
  await app.evaluate(({ BrowserWindow, ipcMain }, text) => {
    const { webContents: sender } = BrowserWindow.getAllWindows()[0]!;
    ipcMain.emit('backref:rpc', { sender, senderFrame: { url: sender.getURL() } }, text);
    ipcMain.emit('backref:rpc', { sender, senderFrame: null }, text);
  }, hello(90_001));
  await page.evaluate((text) => window.backrefHost!.send(text), hello(90_002));
  const heard = () => page.evaluate(() => (Reflect.get(window, 'heard') as string[]).join());
  await expect.poll(heard).toContain('90002');
  expect(await heard()).not.toContain('90001');
});

test('a picture is written where the dialog says, whatever name the page gives', async ({
  app,
  page,
  folder,
}) => {
  const filePath = path.join(folder, 'chosen.png');
  const asked = await answerDialog(app, 'showSaveDialog', { canceled: false, filePath });
  await page.evaluate(
    (name) => {
      const params = { name, mediaType: 'image/png', base64: 'iVBORw0KGgo=' };
      window.backrefHost!.send(JSON.stringify({ jsonrpc: '2.0', id: 90_003, method: 'host/save', params }));
    },
    path.join(folder, 'named-by-page.png'),
  );
  await expect.poll(() => existsSync(filePath) && readFileSync(filePath).length).toBe(8);
  expect(readdirSync(folder)).not.toContain('named-by-page.png');
  expect((await asked())[0]).toMatchObject({ defaultPath: 'named-by-page.png' });
});

test('the page opens only files that it was given', async ({ page }) => {
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    window.backrefHost!.onMessage((text) => heard.push(text));
  });
  await page.evaluate((file) => {
    const params = { token: file, progressToken: 'p' };
    window.backrefHost!.send(JSON.stringify({ jsonrpc: '2.0', id: 90_004, method: 'snapshot/open', params }));
  }, SAMPLE);
  const heard = () => page.evaluate(() => (Reflect.get(window, 'heard') as string[]).join());
  await expect.poll(heard).toContain('90004');
  expect(await heard()).toContain('error');
});
