import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

interface Box {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  readonly signal?: AbortSignal;
}

const electron = vi.hoisted(() => ({
  boxes: [] as Box[],
  /** Label of the button that the user presses; null: they have not yet. */
  press: null as string | null,
  opened: [] as string[],
  copied: [] as string[],
  ended: [] as unknown[],
  isPackaged: true,
}));
vi.mock('electron', () => ({
  app: {
    whenReady: () => Promise.resolve(),
    get isPackaged() {
      return electron.isPackaged;
    },
    getVersion: () => '1.2.3',
    quit: () => electron.ended.push('quit'),
    exit: (code: number) => electron.ended.push(code),
    on: () => undefined,
  },
  clipboard: { writeText: (text: string) => electron.copied.push(text) },
  shell: {
    openPath: (file: string) => Promise.resolve(electron.opened.push(file)),
    openExternal: (url: string) => Promise.resolve(electron.opened.push(url)),
  },
  dialog: {
    showMessageBox: (...given: unknown[]) => {
      const box = given.at(-1) as Box;
      electron.boxes.push(box);
      if (electron.press === null) return new Promise(() => undefined);
      return Promise.resolve({ response: box.buttons.indexOf(electron.press) });
    },
  },
}));

const { reportProblem, showAbout } = await import('../../../../electron/main/about.ts');
const { AppLog } = await import('../../../../electron/main/app-log.ts');
const { FaultCounter, guardAgainstCrashes, tellStartFailure } =
  await import('../../../../electron/main/crash-guard.ts');
const { watchPage } = await import('../../../../electron/main/page-health.ts');

const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  electron.press = null;
  for (const list of [electron.boxes, electron.opened, electron.copied, electron.ended]) list.length = 0;
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  // About says it; only Electron has it.
  (process as { getSystemVersion?: () => string }).getSystemVersion = () => '1';
});
afterEach(() => vi.restoreAllMocks());

describe('the log', () => {
  test('has what was said last also when nothing can be waited for', () => {
    const log = new AppLog(path.join(folder, 'a'));
    log.writeNow('it broke\n    at line 1');
    expect(readFileSync(log.file, 'utf8')).toMatch(/^\d{4}-.*Z it broke\n {6}at line 1\n$/);
  });

  test('has lines in their order', async () => {
    const log = new AppLog(path.join(folder, 'b'));
    for (const line of ['one', 'two', 'three']) log.write(line);
    await vi.waitFor(() => expect(readFileSync(log.file, 'utf8')).toMatch(/one\n.*two\n.*three\n$/));
  });

  test('that has grown long is put aside', async () => {
    const log = new AppLog(path.join(folder, 'c'));
    log.writeNow('x'.repeat(2 << 20));
    const next = new AppLog(path.join(folder, 'c'));
    next.write('new');
    await vi.waitFor(() => expect(readFileSync(next.file, 'utf8')).toMatch(/^\S+ new\n$/));
    expect(readFileSync(`${next.file}.1`, 'utf8')).toContain('xxx');
  });

  test('that cannot be written stops nobody', () => {
    writeFileSync(path.join(folder, 'file'), '');
    const log = new AppLog(path.join(folder, 'file/logs'));
    expect(() => log.writeNow('lost')).not.toThrow();
  });
});

describe('what nobody catches in the main process', () => {
  test('is fatal when it comes twice within a minute', () => {
    const faults = new FaultCounter();
    expect([0, 60_000, 119_999, 180_000].map((now) => faults.count(now))).toEqual([
      'first',
      'first',
      'again',
      'first',
    ]);
  });

  test('is logged with its stack, told without it, and the second time ends the program', async () => {
    const before = process.listeners('uncaughtException');
    const beforeRejections = process.listeners('unhandledRejection');
    const log = new AppLog(path.join(folder, 'd'));
    guardAgainstCrashes(log);
    const [onFault] = process.listeners('uncaughtException').filter((each) => !before.includes(each));
    electron.press = 'Show Log';
    try {
      onFault!(new Error('columns is undefined'), 'uncaughtException');
      await vi.waitFor(() => expect(electron.opened).toEqual([path.dirname(log.file)]));
      const [box] = electron.boxes;
      expect(`${box!.message} ${box!.detail}`).not.toMatch(/columns|\.ts/);
      expect(readFileSync(log.file, 'utf8')).toMatch(/columns is undefined\n +at /);
      expect(electron.ended).toEqual([]);

      onFault!(new Error('again'), 'uncaughtException');
      expect(electron.ended).toEqual([70]);
      expect(electron.boxes).toHaveLength(1);
    } finally {
      process.off('uncaughtException', onFault!);
      for (const each of process.listeners('unhandledRejection')) {
        if (!beforeRejections.includes(each)) process.off('unhandledRejection', each);
      }
    }
  });
});

describe('an application that cannot start', () => {
  test('says so where nobody would see it otherwise, without the stack', async () => {
    const log = new AppLog(path.join(folder, 'e'));
    electron.press = 'Quit';
    await tellStartFailure(log, new Error('no worker'));
    expect(electron.boxes.map(({ message, detail }) => `${message} ${detail}`)).toEqual([
      `Backref could not start. What happened stands in ${log.file}.`,
    ]);
    expect(readFileSync(log.file, 'utf8')).toMatch(/no worker\n +at /);
  });

  test('in a checkout leaves that to the command', async () => {
    electron.isPackaged = false;
    await tellStartFailure(new AppLog(path.join(folder, 'f')), new Error('no worker'));
    electron.isPackaged = true;
    expect(electron.boxes).toEqual([]);
  });
});

class FakeWindow extends EventEmitter {
  readonly done: string[] = [];
  readonly webContents = Object.assign(new EventEmitter(), {
    reload: () => this.done.push('reload'),
    forcefullyCrashRenderer: () => {
      this.done.push('crash');
      this.webContents.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
    },
  });
  isDestroyed = (): boolean => this.done.includes('destroy');
  destroy = (): void => void this.done.push('destroy');
}

describe('a page', () => {
  let window: FakeWindow;
  let gone: number;
  beforeEach(() => {
    window = new FakeWindow();
    gone = 0;
    watchPage(window as never, { onGone: () => gone++, log: () => undefined });
  });
  const end = (reason: string): boolean =>
    window.webContents.emit('render-process-gone', {}, { reason, exitCode: 1 });

  test.each([
    ['Reload', ['reload']],
    ['Close Window', ['destroy']],
  ])('that crashed lets go of what it had, and is offered: %s', async (press, done) => {
    electron.press = press;
    end('crashed');
    expect(gone).toBe(1);
    await vi.waitFor(() => expect(window.done).toEqual(done));
  });

  test('that ran out of memory says so', () => {
    end('oom');
    expect(electron.boxes[0]?.detail).toContain('ran out of memory');
  });

  test('that ended as it should is nobody’s concern', () => {
    end('clean-exit');
    expect([gone, electron.boxes.length]).toEqual([1, 0]);
  });

  test('that does not answer is asked about once, until it answers', () => {
    window.emit('unresponsive');
    window.emit('unresponsive');
    expect(electron.boxes).toHaveLength(1);
    window.emit('responsive');
    expect(electron.boxes[0]?.signal?.aborted).toBe(true);
    window.emit('unresponsive');
    expect(electron.boxes).toHaveLength(2);
  });

  test('that does not answer is ended and loaded anew, when its user wants that, without another question', async () => {
    electron.press = 'Reload';
    window.emit('unresponsive');
    await vi.waitFor(() => expect(window.done).toEqual(['crash', 'reload']));
    expect([gone, electron.boxes.length]).toEqual([1, 1]);
  });
});

describe('about', () => {
  test('tells what it runs on, and copies it', async () => {
    electron.press = 'Copy';
    await showAbout(null, {});
    const [box] = electron.boxes;
    for (const part of ['Backref 1.2.3', 'Electron', 'Chromium', `Node ${process.versions.node}`, 'MIT']) {
      expect(box?.detail).toContain(part);
    }
    expect(box?.buttons).toEqual(['OK', 'Copy']);
    expect(electron.copied[0]).toContain('Backref 1.2.3');
  });

  test('leads to the project’s page where there is one', async () => {
    electron.press = 'Website';
    await showAbout(null, { home: 'https://github.com/x' });
    expect(electron.opened).toEqual(['https://github.com/x']);
  });

  test('a problem is reported by the user: versions, log, page, and a warning about snapshots', async () => {
    const ask = async (press: string): Promise<void> => {
      electron.press = press;
      await reportProblem(null, { problems: 'https://github.com/x/issues' }, '/logs/main.log');
    };
    for (const press of ['Copy Versions', 'Show Log', 'Open Page', 'Close']) await ask(press);
    expect(electron.opened).toEqual(['/logs', 'https://github.com/x/issues']);
    expect(electron.copied[0]).toContain('Node ');
    expect(electron.boxes[0]?.detail).toMatch(/memory/);
  });
});
