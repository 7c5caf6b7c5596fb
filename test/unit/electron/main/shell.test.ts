import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FORMAT_READERS } from '../../../../shared/formats/registry.ts';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';

/** What the modules under test say to Electron; the real one cannot be loaded by Node. */
const heard = vi.hoisted(() => ({
  listeners: new Map<string, (...args: unknown[]) => unknown>(),
  handlers: new Map<string, (...args: unknown[]) => unknown>(),
  opened: [] as string[],
  saved: { canceled: true, filePath: '' },
  asked: null as unknown,
}));
vi.mock('electron', () => ({
  ipcMain: {
    on: (channel: string, listener: () => void) => heard.listeners.set(channel, listener),
    handle: (channel: string, handler: () => void) => heard.handlers.set(channel, handler),
  },
  protocol: {},
  shell: { openExternal: (url: string) => Promise.resolve(heard.opened.push(url)) },
  dialog: {
    showSaveDialog: (_window: unknown, options: unknown) => {
      heard.asked = options;
      return Promise.resolve(heard.saved);
    },
  },
}));

const { answerAppRequest } = await import('../../../../electron/main/app-protocol.ts');
const { SNAPSHOT_EXTENSIONS, createDialogs } = await import('../../../../electron/main/dialogs.ts');
const { filesOfCommandLine, filesOfSecondInstance, grantAll } =
  await import('../../../../electron/main/given-files.ts');
const { listenToPages } = await import('../../../../electron/main/ipc-bridge.ts');
const { guardNavigation } = await import('../../../../electron/main/navigation-guard.ts');
const { restrictPermissions } = await import('../../../../electron/main/permissions.ts');
const { FileGrants } = await import('../../../../node/host/file-grants.ts');

const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-shell-'));
mkdirSync(path.join(folder, 'window'));
writeFileSync(path.join(folder, 'window/index.html'), 'the window');
writeFileSync(path.join(folder, 'secret.js'), 'SECRET');
writeFileSync(path.join(folder, 'a.heap'), 'abc');
afterAll(() => rmSync(folder, { recursive: true }));

describe('messages of pages', () => {
  const texts: unknown[] = [];
  const files = new FileGrants();
  const mainFrame = { url: 'app://bundle/index.html' };
  const own = { senderFrame: mainFrame, sender: { mainFrame } };
  const FORGED = [
    ['a frame that is gone', { ...own, senderFrame: null }],
    ['an inner frame', { ...own, senderFrame: { url: 'app://bundle/index.html' } }],
    ['a page from elsewhere', foreign('https://evil.example/')],
    ['a host that begins alike', foreign('app://bundle.evil.example/index.html')],
  ] as const;

  function foreign(url: string): unknown {
    const frame = { url };
    return { senderFrame: frame, sender: { mainFrame: frame } };
  }

  const send = (event: unknown, text: unknown): unknown => heard.listeners.get('backref:rpc')?.(event, text);
  const grant = (event: unknown, name: unknown): unknown =>
    heard.handlers.get('backref:grant')?.(event, name);

  beforeEach(() => {
    texts.length = 0;
    listenToPages(files, (_contents, text) => texts.push(text));
  });

  test('of the main frame of the app are heard', async () => {
    send(own, '{}');
    expect(texts).toEqual(['{}']);
    expect(await grant(own, path.join(folder, 'a.heap'))).toMatchObject({
      offer: { name: 'a.heap', size: 3 },
    });
  });

  test.each(FORGED)('of %s are not', async (_what, event) => {
    send(event, '{}');
    expect(texts).toEqual([]);
    expect(await grant(event, path.join(folder, 'a.heap'))).toEqual({ problem: 'Not allowed.' });
  });

  test('that are no text are not passed on, and no path is no grant', async () => {
    for (const odd of [undefined, null, 7, {}, ['x'], '']) {
      if (odd !== '') send(own, odd);
      expect(await grant(own, odd)).toEqual({ problem: 'Not allowed.' });
    }
    expect(texts).toEqual([]);
    expect(await grant(own, folder)).toMatchObject({
      problem: expect.stringContaining('is a folder') as string,
    });
  });
});

describe('the app scheme', () => {
  const window = path.join(folder, 'window');
  const ask = (url: string, method = 'GET'): Promise<Response> =>
    answerAppRequest(window, new Request(url, { method }));

  test('gives out the window with the security headers', async () => {
    const answer = await ask('app://bundle/index.html');
    expect([answer.status, await answer.text()]).toEqual([200, 'the window']);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test.each([
    'app://bundle/../secret.js',
    'app://bundle/%2e%2e/secret.js',
    'app://bundle/..%2fsecret.js',
    'app://bundle/..%5csecret.js',
    'app://bundle/%00index.html',
    'app://other/index.html',
    'app://bundle/none.js',
  ])('gives nothing for %s', async (url) => {
    const answer = await ask(url);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).not.toContain('SECRET');
  });

  test('answers no other method', async () => {
    expect((await ask('app://bundle/index.html', 'POST')).status).toBe(404);
  });
});

describe('permissions', () => {
  test('all but copying are denied, when asked and when checked', () => {
    const session = {
      setPermissionRequestHandler: vi.fn(),
      setPermissionCheckHandler: vi.fn(),
      setDevicePermissionHandler: vi.fn(),
      on: vi.fn(),
    };
    restrictPermissions(session as never);
    const [request] = session.setPermissionRequestHandler.mock.lastCall as [
      (contents: null, permission: string, decide: (allowed: boolean) => void) => void,
    ];
    const [check] = session.setPermissionCheckHandler.mock.lastCall as [
      (contents: null, name: string) => boolean,
    ];
    const asked = [
      'clipboard-sanitized-write',
      'clipboard-read',
      'media',
      'openExternal',
      'fileSystem',
      'new-one',
    ];
    const decisions: boolean[] = [];
    for (const permission of asked) request(null, permission, (allowed) => decisions.push(allowed));
    expect(decisions).toEqual([true, false, false, false, false, false]);
    expect(asked.map((permission) => check(null, permission))).toEqual(decisions);
    expect(session.setDevicePermissionHandler.mock.lastCall?.[0]()).toBe(false);

    const preventDefault = vi.fn();
    const [event, onDownload] = session.on.mock.lastCall as [string, (event: unknown) => void];
    onDownload({ preventDefault });
    expect([event, preventDefault.mock.calls.length]).toEqual(['will-download', 1]);
  });
});

describe('navigation', () => {
  const events = new Map<string, (details: { url: string; preventDefault: () => void }) => void>();
  let onWindowOpen: (details: { url: string }) => unknown = () => null;
  const contents = {
    on: (name: string, listener: never) => events.set(name, listener),
    setWindowOpenHandler: (handler: typeof onWindowOpen) => (onWindowOpen = handler),
  };
  guardNavigation({
    on: (_name: string, listener: (event: null, c: unknown) => void) => listener(null, contents),
  } as never);

  const isPrevented = (name: string, url: string): boolean => {
    const preventDefault = vi.fn();
    events.get(name)?.({ url, preventDefault });
    return preventDefault.mock.calls.length > 0;
  };

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s leads nowhere else', (name) => {
    expect(isPrevented(name, 'https://evil.example/')).toBe(true);
    expect(isPrevented(name, 'file:///etc/passwd')).toBe(true);
    expect(isPrevented(name, 'app://bundle/index.html')).toBe(false);
  });

  test('no webview is attached', () => {
    expect(isPrevented('will-attach-webview', '')).toBe(true);
  });

  test('no window is opened by a page; listed links go to the system', () => {
    for (const url of ['https://evil.example/', 'https://github.com/x', 'file:///etc/passwd']) {
      expect(onWindowOpen({ url })).toEqual({ action: 'deny' });
    }
    expect(heard.opened).toEqual(['https://github.com/x']);
  });
});

test('the dialog for opening shows what there are readers for', () => {
  const wanted = FORMAT_READERS.flatMap(({ extensions }) => extensions.map((each) => each.replace('.', '')));
  expect(SNAPSHOT_EXTENSIONS).toEqual(expect.arrayContaining(wanted));
});

describe('saving', () => {
  const dialogs = createDialogs({} as never, new FileGrants());
  const request = { name: 'graph.png', mediaType: 'image/png', bytes: new Uint8Array([1, 2, 3]) };

  test('writes where the user says, and nowhere when they do not', async () => {
    heard.saved = { canceled: true, filePath: '' };
    expect(await dialogs.save(request)).toBe(false);
    heard.saved = { canceled: false, filePath: path.join(folder, 'out.png') };
    expect(await dialogs.save({ ...request, name: '../../x/graph.png' })).toBe(true);
    expect(heard.asked).toMatchObject({
      defaultPath: 'graph.png',
      filters: [{ extensions: ['png'] }],
    });
  });

  test('says which file could not be written', async () => {
    heard.saved = { canceled: false, filePath: path.join(folder, 'none/out.png') };
    await expect(dialogs.save(request)).rejects.toThrow('out.png could not be written (ENOENT).');
  });
});

describe('files of a command line', () => {
  test('are its words but options and, unpackaged, the app itself', () => {
    const words = ['/usr/bin/electron', '--no-sandbox', '/opt/backref', 'a.heap', '/x/b.heap', '--flag'];
    expect(filesOfCommandLine(words, false, '/home')).toEqual(['/home/a.heap', '/x/b.heap']);
    expect(filesOfCommandLine(['/opt/backref', 'a.heap'], true, '/home')).toEqual(['/home/a.heap']);
  });

  test('of a second start come with its request for the lock, when it is one of ours', () => {
    expect(filesOfSecondInstance({ files: ['/x/b.heap'] })).toEqual(['/x/b.heap']);
    expect(filesOfSecondInstance({ files: [] })).toEqual([]);
    for (const odd of [undefined, null, {}, { files: 'a' }, { files: ['relative.heap'] }, { files: [7] }]) {
      expect(filesOfSecondInstance(odd)).toBeNull();
    }
  });

  test('that exist are granted, of the others it is told', async () => {
    const told: string[] = [];
    const paths = ['a.heap', 'none.heap'].map((name) => path.join(folder, name));
    const offers = await grantAll(new FileGrants(), paths, (line) => told.push(line));
    expect(offers.map((offer) => offer.name)).toEqual(['a.heap']);
    expect(told).toEqual(['There is no file none.heap.']);
  });
});
