import type { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import 'vscode-jsonrpc/node';
import type { ReportProgress } from '../../../../shared/base/progress.ts';
import { createEngineClient } from '../../../../shared/engine/engine-client.ts';
import type { EngineClient } from '../../../../shared/engine/engine-client.ts';
import { connectText } from '../../../../shared/engine/text-connection.ts';
import type { FileOffer, HostEvent } from '../../../../shared/protocol/host-api.ts';
import { FileGrants } from '../../../../node/host/file-grants.ts';
import { HostCaptures } from '../../../../node/host/host-captures.ts';
import type { EngineHost } from '../../../../node/worker/engine-host.ts';
import { FAKE_INFO } from '../../../fixtures/fake-host.ts';

const AREA = { x: 0, y: 0, width: 1920, height: 1080 };

/** Windows that do nothing but remember what was done to them. */
const fake = vi.hoisted(() => ({ windows: [] as unknown[] }));
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  let nextId = 1;
  class Contents extends EventEmitter {
    readonly id = nextId++;
    readonly texts: ((text: string) => void)[] = [];
    send = (_channel: string, text: string): void => this.texts.forEach((hear) => hear(text));
    isDestroyed = (): boolean => false;
    reload = (): void => undefined;
  }
  class BrowserWindow extends EventEmitter {
    readonly webContents = new Contents();
    readonly bar: number[] = [];
    readonly done: string[] = [];
    readonly options: Record<string, unknown>;
    bounds: unknown;
    constructor(options: Record<string, unknown>) {
      super();
      this.options = options;
      const { x, y, width, height } = options;
      this.bounds = { x, y, width, height };
      fake.windows.push(this);
    }
    getBounds = (): unknown => this.bounds;
    getNormalBounds = (): unknown => this.bounds;
    isMaximized = (): boolean => this.done.includes('maximize');
    isMinimized = (): boolean => this.done.includes('minimize');
    isDestroyed = (): boolean => this.done.includes('close');
    setProgressBar = (value: number): void => void this.bar.push(value);
    loadURL = (url: string): Promise<void> => Promise.resolve(void this.done.push(url));
    maximize = (): void => void this.done.push('maximize');
    restore = (): void => void this.done.push('restore');
    show = (): void => void this.done.push('show');
    focus = (): void => {
      this.done.push('focus');
      this.emit('focus');
    };
    close = (): void => {
      this.done.push('close');
      this.emit('closed');
    };
  }
  return {
    BrowserWindow,
    app: { isPackaged: true },
    ipcMain: {},
    dialog: { showMessageBox: () => new Promise(() => undefined) },
    screen: {
      getPrimaryDisplay: () => ({ id: 1, workArea: AREA }),
      getAllDisplays: () => [{ id: 1, workArea: AREA }],
    },
  };
});

const { loadAppState } = await import('../../../../electron/main/app-state.ts');
const { Recents } = await import('../../../../electron/main/recents.ts');
const { AppWindows } = await import('../../../../electron/main/windows.ts');

interface FakeWindow extends EventEmitter {
  readonly webContents: EventEmitter & { readonly id: number; readonly texts: ((text: string) => void)[] };
  readonly options: { readonly webPreferences: Record<string, unknown> };
  readonly bar: number[];
  readonly done: string[];
  bounds: unknown;
  focus(): void;
  close(): void;
}

let folder: string;
let state: Awaited<ReturnType<typeof loadAppState>>;
let files: FileGrants;
let windows: InstanceType<typeof AppWindows>;
let closed: string[];
/** Lets the openings of slow.heap go on. */
let release: () => void;
let changes: number;

const file = (name: string): string => path.join(folder, name);
const all = (): readonly FakeWindow[] => fake.windows as FakeWindow[];
const offer = (name: string): FileOffer => files.remember(file(name));

function makeEngine(): EngineHost {
  const gate = new Promise<void>((resolve) => (release = resolve));
  let opened = 0;
  return {
    open: async (_path, name, options) => {
      const report: ReportProgress = options?.onProgress ?? (() => undefined);
      if (name === 'slow.heap') {
        report({ phase: 'Reading', done: 1, total: 4 });
        await gate;
      }
      return { snapshot: `s${String(++opened)}`, name, info: FAKE_INFO };
    },
    close: async (snapshot) => void closed.push(snapshot),
    call: () => Promise.reject(new Error('not asked')),
    onLost: () => () => undefined,
    dispose: async () => undefined,
  };
}

/** What the page in the window would be. */
function pageOf(window: FakeWindow): EngineClient {
  const { webContents } = window;
  return createEngineClient(
    connectText({
      send: (text) => queueMicrotask(() => windows.receive(webContents as never, text)),
      onText: (listener) => {
        webContents.texts.length = 0;
        webContents.texts.push((text) => queueMicrotask(() => listener(text)));
        return () => undefined;
      },
      onClose: () => undefined,
      close: () => undefined,
    }),
  );
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'backref-windows-'));
  fake.windows.length = 0;
  closed = [];
  changes = 0;
  state = await loadAppState(folder, () => undefined);
  files = new FileGrants();
  const system = { add: () => undefined, clear: () => undefined };
  const parts = { state, files, home: '', own: [], system };
  const recents = new Recents({ ...parts, onChange: () => windows.tellRecents() });
  windows = new AppWindows({
    engine: makeEngine(),
    state,
    files,
    captures: new HostCaptures({ agentFile: '', folder, home: '', files }),
    recents,
    sample: null,
    preload: '/p.cjs',
    log: () => undefined,
    onChange: () => changes++,
  });
});
afterEach(async () => {
  await state.flush();
  rmSync(folder, { recursive: true });
});

const kept = (): readonly string[] => state.value.lastSession.map((each) => path.basename(each));

describe('windows', () => {
  test('are isolated and sandboxed, and shown when there is something to see', () => {
    windows.open([]);
    const [window] = all();
    expect(window?.options.webPreferences).toEqual({
      preload: '/p.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: false,
    });
    expect(window?.done).toEqual(['app://bundle/index.html']);
    window?.emit('ready-to-show');
    expect(window?.done.at(-1)).toBe('show');
  });

  test('stand a step apart, and the next run begins where the last one moved was', () => {
    windows.open([]);
    windows.open([]);
    const [first, second] = all();
    expect(first?.bounds).toEqual({ x: 240, y: 90, width: 1440, height: 900 });
    second!.bounds = { x: 10, y: 20, width: 800, height: 600 };
    second?.emit('move');
    expect(state.value.window).toEqual({ bounds: second?.bounds, isMaximized: false });
    windows.open([]);
    expect(all()[2]?.bounds).toEqual({ x: 38, y: 48, width: 800, height: 600 });
  });

  test('that were maximised are again', () => {
    state.update({ window: { bounds: { x: 0, y: 0, width: 800, height: 600 }, isMaximized: true } });
    windows.open([]);
    all()[0]?.emit('ready-to-show');
    expect(all()[0]?.done).toContain('maximize');
  });
});

describe('files that come later', () => {
  test('go to the window that was last in front, which is brought there', async () => {
    windows.open([]);
    windows.open([]);
    const [first, second] = all();
    const page = pageOf(first!);
    await page.hello();
    const events: HostEvent[] = [];
    page.onEvent((event) => events.push(event));
    first?.focus();
    first?.done.push('minimize');
    windows.offer([offer('a.heap')]);
    await page.hello();
    expect(events).toMatchObject([{ kind: 'offered', files: [{ name: 'a.heap' }] }]);
    expect(first?.done.slice(-2)).toEqual(['restore', 'focus']);
    expect(second?.done).not.toContain('focus');
    expect(all()).toHaveLength(2);
  });

  test('wait for a page that has not spoken yet', async () => {
    windows.open([offer('a.heap')]);
    windows.offer([offer('b.heap')]);
    const { offered } = await pageOf(all()[0]!).hello();
    expect(offered.map(({ name }) => name)).toEqual(['a.heap', 'b.heap']);
  });

  test('open a window when there is none; no files bring the front one back', () => {
    windows.offer([offer('a.heap')]);
    expect(all()).toHaveLength(1);
    windows.offer([]);
    expect(all()).toHaveLength(1);
    expect(all()[0]?.done.at(-1)).toBe('focus');
  });
});

describe('the frame of a window', () => {
  test('shows how far an opening is, until it ends', async () => {
    windows.open([]);
    const [window] = all();
    const opening = pageOf(window!).open(offer('slow.heap').token);
    await vi.waitFor(() => expect(window?.bar).toEqual([2, 0.25]));
    release();
    await opening;
    expect(window?.bar).toEqual([2, 0.25, -1]);
  });

  test('shows nothing of an opening that was cancelled, or whose page has gone', async () => {
    windows.open([]);
    const [window] = all();
    const page = pageOf(window!);
    void page.open(offer('slow.heap').token).catch(() => undefined);
    await vi.waitFor(() => expect(window?.bar.at(-1)).toBe(0.25));
    window?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    expect(window?.bar.at(-1)).toBe(-1);
  });

  test('offers what the page can do, and asks the page in front for it', async () => {
    windows.open([]);
    const page = pageOf(all()[0]!);
    await page.hello();
    const events: HostEvent[] = [];
    page.onEvent((event) => events.push(event));
    await page.show({ snapshot: null, commands: ['open', 'find'] });
    expect(windows.commands()).toEqual(['open', 'find']);
    windows.command('find');
    await page.hello();
    expect(events).toEqual([{ kind: 'command', command: 'find' }]);
    const before = changes;
    all()[0]?.close();
    expect([windows.commands(), windows.front(), changes > before]).toEqual([[], null, true]);
  });
});

describe('what was open', () => {
  test('is kept for the next run: as the user left it, not as closing windows would have it', async () => {
    windows.open([]);
    windows.open([]);
    const [first, second] = all().map((window) => pageOf(window));
    await first!.open(offer('a.heap').token);
    const b = await second!.open(offer('b.heap').token);
    await second!.open(offer('c.heap').token);
    expect(kept()).toEqual(['a.heap', 'b.heap', 'c.heap']);
    await second!.close(b.snapshot);
    expect(kept()).toEqual(['a.heap', 'c.heap']);
    all()[0]?.close();
    expect(kept()).toEqual(['c.heap']);
    all()[1]?.close();
    expect(kept()).toEqual(['c.heap']);
  });

  test('in several windows is kept when the program ends', async () => {
    windows.open([]);
    windows.open([]);
    const [first, second] = all().map((window) => pageOf(window));
    await first!.open(offer('a.heap').token);
    await second!.open(offer('b.heap').token);
    windows.quit();
    for (const window of all()) window.close();
    expect(kept()).toEqual(['a.heap', 'b.heap']);
  });

  test('in a page that crashed is let go, and offered to the next, not opened', async () => {
    windows.open([offer('a.heap')]);
    const [window] = all();
    const page = pageOf(window!);
    await page.open(offer('a.heap').token);
    window?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    await vi.waitFor(() => expect(closed).toEqual(['s1']));
    const { offered, recents } = await pageOf(window!).hello();
    expect(offered).toEqual([]);
    expect(recents.lastSession.map(({ name }) => name)).toEqual(['a.heap']);
    expect(kept()).toEqual(['a.heap']);
  });

  test('in a page that is reloaded comes back, though the new page speaks at once', async () => {
    windows.open([]);
    const [window] = all();
    await pageOf(window!).open(offer('a.heap').token);
    window?.webContents.emit('did-navigate', {}, 'app://bundle/index.html', 200, 'OK');
    const { offered } = await pageOf(window!).hello();
    expect(offered.map(({ name }) => name)).toEqual(['a.heap']);
    await vi.waitFor(() => expect(closed).toEqual(['s1']));
  });

  test('is let go once, however often the page is reloaded before it speaks', async () => {
    windows.open([]);
    const [window] = all();
    await pageOf(window!).open(offer('a.heap').token);
    for (let i = 0; i < 2; i++) window?.webContents.emit('did-navigate', {}, 'app://bundle/index.html');
    const page = pageOf(window!);
    const { offered } = await page.hello();
    expect(offered.map(({ name }) => name)).toEqual(['a.heap']);
    await page.open(offered[0]!.token);
    expect([closed, kept()]).toEqual([['s1'], ['a.heap']]);
  });

  test('stays when the page wants to go elsewhere and is refused', async () => {
    windows.open([]);
    const [window] = all();
    const page = pageOf(window!);
    await page.open(offer('a.heap').token);
    const details = { url: 'https://evil.example/', isMainFrame: true, isSameDocument: false };
    window?.webContents.emit('did-start-navigation', details);
    window?.webContents.emit('will-navigate', { ...details, preventDefault: () => undefined });
    await page.show({ snapshot: 's1', commands: ['find'] });
    expect([closed, windows.commands(), kept()]).toEqual([[], ['find'], ['a.heap']]);
  });
});

test('recent files reach every window when they change', async () => {
  windows.open([]);
  windows.open([]);
  const [first, second] = all().map((window) => pageOf(window));
  await second!.hello();
  const events: HostEvent[] = [];
  second!.onEvent((event) => events.push(event));
  await first!.open(offer('a.heap').token);
  await second!.hello();
  expect(events).toMatchObject([{ kind: 'recents', recents: { files: [{ name: 'a.heap' }] } }]);
});
