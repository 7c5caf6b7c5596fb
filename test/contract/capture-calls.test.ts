import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeapError } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/progress.ts';
import type { EngineClient } from '../../shared/engine/engine-client.ts';
import { CaptureError } from '../../node/capture/capture-error.ts';
import type { captureProcess } from '../../node/capture/capture-process.ts';
import { FileGrants } from '../../node/host/file-grants.ts';
import { HostCaptures } from '../../node/host/host-captures.ts';
import { serve } from '../../node/server/serve.ts';
import type { Serving, ServeOptions } from '../../node/server/serve.ts';
import { FakeProc, pythonProcess } from '../unit/node/capture/fake-proc.ts';
import { createInProcessEngine } from './in-process-engine.ts';
import { createScriptedEngine } from './scripted-engine.ts';
import { connectServed, openSocket } from './served-client.ts';

const PID = 42;
const CHOICE = { pid: PID, preview: 'short' } as const;

let proc: FakeProc;
let folder: string;
let serving: Serving;
let client: EngineClient;
/** Lets a capture that is under way end well. */
let finish: () => void;
let isAborted: boolean;

/** Reports, then waits for `finish` or the abort, as a capture of a real process does. */
const capture: typeof captureProcess = async ({ pid, file, signal, onProgress }) => {
  onProgress?.({ phase: 'Reaching the process', done: 0, total: 0 });
  await new Promise<void>((resolve, reject) => {
    finish = resolve;
    signal?.addEventListener('abort', () => {
      isAborted = true;
      reject(new CaptureError('cancelled', 'Cancelled.'));
    });
  });
  writeFileSync(file, 'snapshot');
  const cost = { objects: 1, bytes: 8, seconds: 1, pauseSeconds: null };
  return { pid, ...cost, method: 'gdb', copied: true, inlineReason: null };
};

async function start(options: Partial<ServeOptions> = {}): Promise<Serving> {
  const files = new FileGrants();
  const kept = { folder: path.join(folder, 'snapshots'), home: folder };
  const captures = new HostCaptures({ agentFile: '', ...kept, files, around: proc.around(), capture });
  const engine = createInProcessEngine(createScriptedEngine);
  const assetsDir = path.join(folder, 'assets');
  return serve({ files: [], port: 0, assetsDir, engine, captures, log: () => undefined, ...options });
}

const kept = (): readonly string[] => readdirSync(path.join(folder, 'snapshots'));

beforeEach(async () => {
  proc = new FakeProc();
  proc.program('gdb');
  proc.add(pythonProcess(PID));
  folder = mkdtempSync(path.join(os.tmpdir(), 'backref-calls-'));
  isAborted = false;
  finish = () => undefined;
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(path.join(folder, 'assets/index.html'), '<!doctype html>');
  serving = await start();
  client = (await connectServed(serving.url)).client;
});
afterEach(async () => {
  await serving.close();
  proc.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('the list crosses, then progress by phases, then a token', async () => {
  expect(await client.hello()).toMatchObject({ hasCaptures: true });
  const { processes, obstacle } = await client.processes();
  expect(obstacle).toBeNull();
  expect(processes).toMatchObject([{ pid: PID, capture: 'gdb', reason: null }]);
  const phases: string[] = [];
  const captured = client.capture(CHOICE, { onProgress: ({ phase }) => phases.push(phase) });
  await expect.poll(() => phases).toEqual(['Looking at the process', 'Reaching the process']);
  finish();
  const file = await captured;
  expect(file).toEqual({
    token: expect.stringMatching(/^[\w-]{22}$/) as string,
    name: expect.stringMatching(/-pid42\.backref$/) as string,
    size: 8,
    folder: path.join('~', 'snapshots'),
  });
  expect(kept()).toEqual([file.name]);
  await client.discardCapture(file);
  expect(kept()).toEqual([]);
});

test('cancelling is answered at once, and reaches the capture', async () => {
  await client.processes();
  const control = new AbortController();
  let underWay = false;
  const captured = client.capture(CHOICE, {
    signal: control.signal,
    onProgress: ({ phase }) => void (underWay ||= phase === 'Reaching the process'),
  });
  const failed = expect(captured).rejects.toMatchObject({ code: 'cancelled' });
  await expect.poll(() => underWay).toBe(true);
  control.abort();
  await failed;
  await expect.poll(() => isAborted).toBe(true);
  expect(kept()).toEqual([]);
});

test('a window that goes takes its capture with it, and the server waits for that', async () => {
  await client.processes();
  let underWay = false;
  const onProgress = ({ phase }: Progress): void => void (underWay ||= phase === 'Reaching the process');
  const outcome = client.capture(CHOICE, { onProgress }).catch((error: unknown) => error);
  await expect.poll(() => underWay).toBe(true);
  await serving.close();
  expect(isAborted).toBe(true);
  expect(await outcome).toBeInstanceOf(HeapError);
});

test.each([
  ['a process that it was not told of', { ...CHOICE, pid: 1 }, /not in the list/],
  ['no process', { ...CHOICE, pid: -1 }, /pid/],
  ['a file of its choice', { ...CHOICE, file: '/tmp/x' }, /file/],
  ['all values', { ...CHOICE, preview: 'full', redact: false }, /redact/],
])('a page cannot ask for %s', async (_what, choice, reason) => {
  await client.processes();
  await expect(client.capture(choice as never)).rejects.toThrow(reason);
});

test('a server that other machines reach captures nothing', async () => {
  const open = await start({ host: '0.0.0.0' });
  try {
    const other = (await connectServed(open.url)).client;
    expect(await other.hello()).toMatchObject({ hasCaptures: false });
    const socket = await openSocket(open.url);
    for (const method of ['host/processes', 'host/capture', 'host/discard-capture']) {
      const answer = new Promise<string>((resolve) =>
        socket.once('message', (data: Buffer) => resolve(data.toString())),
      );
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: {} }));
      expect(JSON.parse(await answer)).toMatchObject({ error: { code: -32601 } });
    }
    socket.terminate();
  } finally {
    await open.close();
  }
});
