import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gdbArguments, runGdb } from '../../../../node/capture/gdb-session.ts';

const ADDRESSES = {
  mmap: 0x10,
  munmap: 0x20,
  addPendingCall: 0x30,
  runSimpleString: 0x40,
  gilEnsure: 0x50,
  gilRelease: 0x60,
};

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'backref-fake-gdb-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A gdb of sh, which gets gdb's arguments. */
function fakeGdb(script: string): string {
  const file = path.join(folder, 'gdb');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

function run(script: string, change: { code?: string; timeoutMs?: number; pid?: number } = {}) {
  const running: (number | null)[] = [];
  const folders: { readonly folder: string | null; readonly isThere: boolean }[] = [];
  const done = runGdb('pending', change.code ?? 'pass', {
    gdb: fakeGdb(script),
    pid: change.pid ?? process.pid,
    proc: '/proc',
    addresses: ADDRESSES,
    place: null,
    env: process.env,
    timeoutMs: change.timeoutMs ?? 20_000,
    onRunning: (pid, folder) => {
      running.push(pid);
      folders.push({ folder, isThere: existsSync(folder ?? folders[0]?.folder ?? '') });
    },
  });
  return { done, running, folders };
}

test('gdb reads no symbols and no settings of anybody', () => {
  const words = gdbArguments(42, ['script', 'end']).join(' ');
  for (const part of [
    '-nx',
    '-batch',
    'auto-solib-add off',
    'auto-load no',
    'sysroot /proc/self/nowhere',
    '-p 42',
    '-x script -x end',
  ])
    expect(words).toContain(part);
});

test('done', async () => {
  const { done, running, folders } = run('echo backref-done 0');
  expect(await done).toBe(true);
  expect(running).toEqual([null, expect.any(Number), null, null]);
  // Killed at any moment, this process has named the folder for as long as there is one.
  expect(folders.map(({ folder }) => folder !== null)).toEqual([true, true, true, false]);
  expect(folders.map(({ isThere }) => isThere)).toEqual([true, true, true, false]);
});

test.each([
  ['no right', 'echo ptrace: Operation not permitted.', 'not-permitted', /sudo/],
  ['gone', 'echo ptrace: No such process.', 'not-python', /ended while it was being captured/],
  [
    'another tracer',
    'echo warning: process 1 is already traced by process 2',
    'busy',
    /Another program traces it/,
  ],
  ['a full queue', 'echo backref-done -1', 'busy', /too many calls waiting/],
  ['no memory', 'echo backref-no-memory', 'failed', /no more memory/],
  ['no code', 'echo backref-no-code', 'unsupported', /no memory that it wrote.*from inside/],
  [
    'a process that it never held',
    'echo Oops; echo The program is not being run.',
    'failed',
    /into the process: Oops/,
  ],
  [
    'something else',
    'echo "[New LWP 3]"; echo Oops',
    'failed',
    /gdb could not bring the agent into the process: Oops/,
  ],
])('gdb fails: %s', async (_what, script, code, message) => {
  await expect(run(script).done).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test('a main thread that moved on is no error: nothing was done', async () => {
  expect(await run('echo backref-moved').done).toBe(false);
});

test('a gdb that hangs is interrupted, so that it takes back what it began', async () => {
  const started = run(`trap 'echo interrupted > ${folder}/trace; exit' INT; while :; do sleep 0.05; done`, {
    timeoutMs: 500,
  });
  await expect(started.done).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringMatching(/within 0.5 s/),
  });
  const { readFileSync } = await import('node:fs');
  expect(readFileSync(path.join(folder, 'trace'), 'utf8')).toBe('interrupted\n');
});

test('a gdb that cannot be started', async () => {
  const file = fakeGdb('exit 0');
  writeFileSync(file, '');
  chmodSync(file, 0o644);
  const options = {
    gdb: file,
    pid: 1,
    proc: '/proc',
    addresses: ADDRESSES,
    place: null,
    env: {},
    timeoutMs: 1000,
    onRunning: () => undefined,
  };
  await expect(runGdb('pending', 'pass', options)).rejects.toMatchObject({ code: 'no-tool' });
});

test('code that does not fit into the page is refused before anything is touched', async () => {
  const { done, running } = run('echo backref-done 0', { code: 'x'.repeat(4096) });
  await expect(done).rejects.toMatchObject({ code: 'failed' });
  expect(running).toEqual([null, null]);
});
