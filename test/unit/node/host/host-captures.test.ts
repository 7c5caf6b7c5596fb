import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReportProgress } from '../../../../shared/base/progress.ts';
import { CaptureError } from '../../../../node/capture/capture-error.ts';
import type { captureProcess } from '../../../../node/capture/capture-process.ts';
import type { CaptureRequest } from '../../../../node/capture/capture-session.ts';
import { FileGrants } from '../../../../node/host/file-grants.ts';
import { HostCaptures } from '../../../../node/host/host-captures.ts';
import type { WindowCaptures } from '../../../../node/host/host-captures.ts';
import { FakeProc, pythonProcess } from '../capture/fake-proc.ts';

let proc: FakeProc;
let home: string;
let folder: string;
let files: FileGrants;
let host: HostCaptures;
let captures: WindowCaptures;
let asked: CaptureRequest[];
/** What a capture does; the usual one writes its file at once. */
let act: (request: CaptureRequest) => Promise<void>;

const write = async (request: CaptureRequest): Promise<void> => {
  writeFileSync(request.file, 'snapshot');
};
const capture: typeof captureProcess = async (request) => {
  asked.push(request);
  await act(request);
  return {
    pid: request.pid,
    objects: 1,
    bytes: 8,
    seconds: 1,
    pauseSeconds: 0.01,
    method: 'gdb',
    copied: true,
    inlineReason: null,
  };
};

function makeHost(change = {}): HostCaptures {
  return new HostCaptures({
    agentFile: '/agent.py',
    folder,
    home,
    files,
    around: proc.around(change),
    capture,
  });
}

/** Captures without anybody who waits or cancels. */
function take(
  pid: number,
  signal = new AbortController().signal,
  onProgress: ReportProgress = () => undefined,
): ReturnType<WindowCaptures['capture']> {
  return captures.capture({ pid, preview: 'short' }, { signal, onProgress });
}

beforeEach(() => {
  proc = new FakeProc();
  proc.program('gdb');
  home = mkdtempSync(path.join(os.tmpdir(), 'backref-captures-'));
  folder = path.join(home, 'data', 'snapshots');
  files = new FileGrants();
  asked = [];
  act = write;
  host = makeHost();
  captures = host.forWindow();
});
afterEach(() => {
  proc.remove();
  rmSync(home, { recursive: true, force: true });
});

describe('the list', () => {
  test('is that of the command, with command lines cut', async () => {
    proc.add(pythonProcess(42, { words: ['python3.11', 'a'.repeat(5000)] }));
    const { processes, obstacle } = await captures.list();
    expect(obstacle).toBeNull();
    expect(processes).toMatchObject([{ pid: 42, python: '3.11.9', capture: 'gdb' }]);
    expect(processes[0]!.command).toHaveLength(2001);
  });

  test('says on other systems what works instead', async () => {
    expect(await makeHost({ platform: 'win32' }).forWindow().list()).toEqual({
      processes: [],
      obstacle: expect.stringMatching(/only Linux.*backref run.*backref\.install/) as string,
    });
  });
});

describe('a capture', () => {
  test('goes into a file of the host’s choice, for this user only, and comes back as a token', async () => {
    proc.add(pythonProcess(42, { words: ['python3.11', '/srv/../../shop.py'] }));
    await captures.list();
    const file = await take(42);
    expect(file).toMatchObject({ size: 8, folder: path.join('~', 'data', 'snapshots') });
    expect(file.name).toMatch(/^shop-\d{8}-\d{6}-pid42\.backref$/);
    expect(files.resolve(file.token).path).toBe(path.join(folder, file.name));
    expect(asked).toMatchObject([{ pid: 42, agentFile: '/agent.py', preview: 'short' }]);
    expect(path.dirname(asked[0]!.file)).toBe(folder);
    if (path.sep === '/') expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('is of a process that this window was told of, by its last list', async () => {
    proc.add(pythonProcess(42));
    await host.forWindow().list();
    await expect(take(42)).rejects.toMatchObject({ code: 'not-captured', message: /not in the list/ });
    await captures.list();
    proc.add(pythonProcess(43));
    await expect(take(43)).rejects.toThrow(/not in the list/);
    await expect(take(1)).rejects.toThrow(/not in the list/);
    expect(asked).toEqual([]);
    await take(42);
    expect(asked).toHaveLength(1);
  });

  test('is not of a later process that got the number', async () => {
    proc.add(pythonProcess(42, { startTime: '100' }));
    await captures.list();
    proc.startTime(42, '200');
    await expect(take(42)).rejects.toThrow('Process 42 has ended, and its number is another’s now.');
    expect(asked).toEqual([]);
    await captures.list();
    await take(42);
    expect(asked).toHaveLength(1);
  });

  test('that fails says what the command says', async () => {
    proc.add(pythonProcess(42));
    await captures.list();
    act = () => Promise.reject(new CaptureError('busy', 'It is stopped: let it run on first.'));
    await expect(take(42)).rejects.toMatchObject({
      code: 'not-captured',
      message: 'It is stopped: let it run on first.',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is one at a time for each window', async () => {
    proc.add(pythonProcess(42));
    await captures.list();
    let end = (): void => undefined;
    act = async (request) => {
      await new Promise<void>((resolve) => (end = resolve));
      await write(request);
    };
    const first = take(42);
    await expect.poll(() => asked.length).toBe(1);
    await expect(take(42)).rejects.toMatchObject({ code: 'busy' });
    end();
    await first;
    expect(host.isBusy).toBe(false);
  });

  test('says where it cannot be kept', async () => {
    proc.add(pythonProcess(42));
    await captures.list();
    writeFileSync(path.join(home, 'data'), 'no folder');
    await expect(take(42)).rejects.toMatchObject({ code: 'not-captured', message: /cannot be made \(E/ });
    expect(asked).toEqual([]);
  });
});

describe('a capture that was cancelled', () => {
  test('leaves no file, also when it was through by then', async () => {
    proc.add(pythonProcess(42));
    await captures.list();
    const control = new AbortController();
    act = async (request) => {
      await write(request);
      control.abort();
    };
    await expect(take(42, control.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is waited for: by the next one, and by a host that ends', async () => {
    proc.add(pythonProcess(42));
    await captures.list();
    const control = new AbortController();
    let cleaned = (): void => undefined;
    act = async () => {
      await new Promise<void>((resolve) => (cleaned = resolve));
      throw new CaptureError('cancelled', 'Cancelled.');
    };
    const first = take(42, control.signal);
    const failed = expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => asked.length).toBe(1);
    control.abort();
    const phases: string[] = [];
    const second = take(42, undefined, ({ phase }) => phases.push(phase));
    let isSettled = false;
    const settled = host.settled().then(() => (isSettled = true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([phases, asked.length, host.isBusy, isSettled]).toEqual([[], 1, true, false]);
    act = write;
    cleaned();
    await failed;
    await settled;
    await second;
    expect(asked).toHaveLength(2);
    expect(phases).toEqual(['Looking at the process']);
  });
});

describe('discarding', () => {
  test('deletes what this window has captured and not opened, and nothing else', async () => {
    proc.add(pythonProcess(42));
    await captures.list();
    const other = path.join(home, 'other.backref');
    writeFileSync(other, '');
    const [first, second] = [await take(42), await take(42)];
    captures.opened(first.token);
    const tokens = [first.token, (await files.grant(other)).token, 'nonsense'];
    for (const token of tokens) await captures.discard(token);
    await host.forWindow().discard(second.token);
    expect(readdirSync(folder).toSorted()).toEqual([first.name, second.name].toSorted());
    await captures.discard(second.token);
    expect(readdirSync(folder)).toEqual([first.name]);
    expect(existsSync(other)).toBe(true);
  });
});

test('what a killed program left half written goes when it is old', async () => {
  proc.add(pythonProcess(42));
  await captures.list();
  mkdirSync(folder, { recursive: true });
  const [old, fresh, foreign] = ['.a.backref.0123abcd.tmp', '.b.backref.0123abcd.tmp', 'notes.txt'];
  for (const name of [old, fresh, foreign]) writeFileSync(path.join(folder, name!), '');
  for (const name of [old, foreign]) utimesSync(path.join(folder, name!), 1000, 1000);
  const { name } = await take(42);
  expect(readdirSync(folder).toSorted()).toEqual([fresh, foreign, name].toSorted());
});
