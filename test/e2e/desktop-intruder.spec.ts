import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { answerDialog, watchCalls } from './desktop-app.ts';
import { expect, test } from './desktop-fixtures.ts';
import { SAMPLE } from './window-files.ts';
import { dropFiles } from './window-fixtures.ts';

/** What a page that was taken over could try beyond desktop-security.spec.ts: near misses of each rule. */

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Sends a request past the window's own client, and resolves with its answer. */
function ask(page: Page, method: string, params: unknown): Promise<Answer> {
  return page.evaluate(
    ({ method: name, params: given }) =>
      new Promise<Answer>((resolve) => {
        const id = `raw-${String(Math.random())}`;
        const bridge = window.backrefHost!;
        const stop = bridge.onMessage((text) => {
          const message = JSON.parse(text) as Answer & { readonly id?: string };
          if (message.id !== id) return;
          stop();
          resolve(message);
        });
        bridge.send(JSON.stringify({ jsonrpc: '2.0', id, method: name, params: given }));
      }),
    { method, params },
  );
}

/** Says the text to main as if it came from a frame of this address. `isMain`: from the page's own main frame. */
function forge(app: ElectronApplication, url: string, isMain: boolean, text: unknown): Promise<void> {
  return app.evaluate(
    ({ BrowserWindow, ipcMain }, { address, own, value }) => {
      const sender = BrowserWindow.getAllWindows()[0]!.webContents;
      // A foreign main frame: an object that says so, in both places that are compared.
      const frame = { url: address };
      const from = own ? Object.create(sender, { mainFrame: { value: frame } }) : sender;
      ipcMain.emit('backref:rpc', { sender: from, senderFrame: frame }, value);
    },
    { address: url, own: isMain, value: text },
  );
}

const PICK = JSON.stringify({ jsonrpc: '2.0', id: 'forged', method: 'host/pick', params: {} });

test('what comes from another frame or another page is not heard', async ({ app, page }) => {
  const shown = await answerDialog(app, 'showOpenDialog', { canceled: true, filePaths: [] });
  await forge(app, 'app://bundle/index.html', false, PICK); // an inner frame
  await forge(app, 'https://evil.test/', true, PICK);
  await forge(app, 'app://bundle.evil.test/index.html', true, PICK);
  await forge(app, 'app://bundle/index.html', true, { text: PICK });
  expect(await ask(page, 'host/pick', {})).toMatchObject({ result: [] });
  expect(await shown()).toHaveLength(1);
});

test('requests that are not as agreed are refused with a reason', async ({ page }) => {
  const refused = [
    ['snapshot/open', {}],
    ['snapshot/open', { token: '', progressToken: 'x' }],
    ['snapshot/open', { token: ['x'], progressToken: 'x' }],
    ['snapshot/open', { token: 'x'.repeat(101), progressToken: 'x' }],
    ['snapshot/call', { snapshot: 's1', method: 'constructor', params: {} }],
    ['snapshot/call', { snapshot: 's1', method: '__proto__', params: {} }],
    ['host/hello', { more: 1 }],
    ['host/save', { name: 'x.png', mediaType: 'image/png', base64: '<script>' }],
    ['host/save', { name: '', mediaType: 'image/png', base64: '' }],
    ['host/forget-recents', { token: 7 }],
    ['host/show', { snapshot: null, commands: ['quit'] }],
    ['host/capture', { pid: 1, preview: 'short', progressToken: 'p' }],
    ['host/capture', { pid: 1, preview: 'short', progressToken: 'p', file: '/tmp/x' }],
    ['host/discard-capture', { path: '/etc/hosts' }],
    ['host/exec', { command: 'id' }],
  ] as const;
  for (const [method, params] of refused) {
    const answer = await ask(page, method, params);
    expect(answer.error?.message, `${method} ${JSON.stringify(params).slice(0, 60)}`).toMatch(/\w/);
    expect(answer.error?.message).not.toMatch(/ at .*\.js:|TypeError/);
  }
  // The session has taken no harm.
  expect((await ask(page, 'host/hello', {})).result).toMatchObject({ sample: { name: 'leak.backref' } });
});

test('a path opens nothing, a token of somebody else neither', async ({ page }) => {
  for (const token of [SAMPLE, path.basename(SAMPLE), `file://${SAMPLE}`, 'constructor', 'a'.repeat(22)]) {
    const { error } = await ask(page, 'snapshot/open', { token, progressToken: 'p' });
    expect(error?.message, token).toContain('not chosen here');
  }
});

test('a picture is written where the dialog says, and nowhere without it', async ({ app, page, folder }) => {
  const target = path.join(folder, 'aimed-at.png');
  const save = { name: target, mediaType: 'image/png', base64: 'AAAA' };
  const shown = await answerDialog(app, 'showSaveDialog', { canceled: true, filePath: '' });
  expect((await ask(page, 'host/save', save)).result).toBe(false);
  expect(existsSync(target)).toBe(false);
  expect((await shown()).map(({ defaultPath }) => defaultPath)).toEqual(['aimed-at.png']);
  const chosen = path.join(folder, 'chosen.png');
  await answerDialog(app, 'showSaveDialog', { canceled: false, filePath: chosen });
  expect((await ask(page, 'host/save', save)).result).toBe(true);
  expect([existsSync(chosen), existsSync(target)]).toEqual([true, false]);
});

test('the page opens no window; the system’s browser gets listed links only', async ({ app, page }) => {
  const opened = await watchCalls(app, 'shell.openExternal');
  const allowed = 'https://docs.python.org/3/library/gc.html';
  const links = [
    'https://evil.test/',
    'https://github.com.evil.test/',
    'https://github.com@evil.test/',
    'http://github.com/',
    'file:///etc/passwd',
    'smb://github.com/x',
    allowed,
  ];
  for (const link of links) {
    await page.evaluate((url) => {
      const anchor = Object.assign(document.createElement('a'), {
        href: url,
        target: '_blank',
        rel: 'noopener',
      });
      document.body.append(anchor);
      anchor.click();
      anchor.remove();
    }, link);
  }
  await expect.poll(opened).toEqual([[allowed]]);
  // That nothing comes can only be seen by waiting for it.
  await page.waitForTimeout(1000);
  await expect.poll(() => app.windows().length).toBe(1);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  // The last is answered after all others: none of them is still on its way.
  expect((await ask(page, 'host/hello', {})).error).toBeUndefined();
  expect(await opened()).toHaveLength(1);
});

test('the policy stands on every answer and is obeyed', async ({ page }) => {
  const tried = await page.evaluate(async () => {
    const policies: (string | null)[] = [];
    for (const part of ['/index.html', '/icon.svg', '/none.js', '/..%2fpackage.json']) {
      policies.push((await fetch(part)).headers.get('content-security-policy'));
    }
    const ran: string[] = [];
    Object.assign(globalThis, { ran });
    const script = document.createElement('script');
    script.textContent = 'ran.push("inline script")';
    document.body.append(script);
    const style = document.createElement('style');
    style.textContent = 'body { --planted: 1 }';
    document.body.append(style);
    if (getComputedStyle(document.body).getPropertyValue('--planted') !== '') ran.push('inline style');
    const frame = document.createElement('iframe');
    frame.srcdoc = '<script>parent.ran.push("frame")</script>';
    document.body.append(frame);
    const outside = await fetch('https://evil.test/', { mode: 'no-cors' }).then(
      () => 'fetched',
      (error: unknown) => String(error),
    );
    // Later, because code sent by a debugger is itself exempt from the policy while it runs.
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        resolve();
        // eslint-disable-next-line no-eval -- That it fails is what is tested.
        (0, eval)('ran.push("eval")');
      });
    });
    await new Promise((resolve) => setTimeout(resolve));
    return { policies, ran, outside };
  });
  expect(tried.ran).toEqual([]);
  expect(tried.outside).toContain('TypeError');
  expect(new Set(tried.policies).size).toBe(1);
  const [policy = ''] = tried.policies;
  expect(policy?.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ]),
  );
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
});

test('the app’s scheme gives out the window and nothing beside it', async ({ page }) => {
  const answers = await page.evaluate(async () => {
    const ask = (address: string, options: RequestInit = {}): Promise<string> =>
      fetch(address, options).then(
        async (answer) => `${String(answer.status)} ${(await answer.text()).slice(0, 30)}`,
        () => 'failed',
      );
    const outside = [
      '/..%2fmain.js',
      '/..%2f..%2fpackage.json',
      '/%2e%2e%2fpackage.json',
      '/..%5cpackage.json',
    ];
    return {
      window: await ask('/index.html'),
      post: await ask('/index.html', { method: 'POST', body: 'x' }),
      put: await ask('/index.html', { method: 'PUT', body: 'x' }),
      outside: await Promise.all([...outside, '/%00', '//etc/passwd', '/assets'].map((each) => ask(each))),
    };
  });
  expect(answers.window).toMatch(/^200 <!doctype html>/i);
  expect([answers.post, answers.put]).toEqual(['404 Not found.', '404 Not found.']);
  expect(answers.outside.filter((answer) => !/^(404 Not found\.|failed)$/.test(answer))).toEqual([]);
});

test('what the bridge gives for a dropped file is a token, its name and size', async ({ page }) => {
  await page.evaluate(() => {
    const given: string[] = [];
    Object.assign(window, { given });
    const take = (event: DragEvent): void => {
      void window.backrefHost!.takeFile(event.dataTransfer!.files[0]!).then((offer) => {
        given.push(JSON.stringify(offer));
      });
    };
    addEventListener('drop', take, { capture: true });
  });
  await dropFiles(page, [SAMPLE]);
  const given = () => page.evaluate(() => Reflect.get(window, 'given') as string[]);
  await expect.poll(async () => (await given()).length).toBe(1);
  const offer = JSON.parse((await given())[0]!) as Record<string, unknown>;
  expect(Object.keys(offer).toSorted()).toEqual(['name', 'size', 'token']);
  expect(offer['name']).toBe('leak.backref');
});
