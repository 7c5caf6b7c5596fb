import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { captureProcess } from '../../node/capture/capture-process.ts';
import type { CaptureRequest } from '../../node/capture/capture-session.ts';
import { findProgram, type Surroundings, thisMachine } from '../../node/capture/surroundings.ts';
import { readSnapshot } from './read-snapshot.ts';
import {
  endTargets,
  leftFolders,
  MISSING,
  PYTHONS,
  runsOn,
  startProgram,
  startTarget,
  statusField,
  tracesIn,
  until,
} from './targets.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const AGENT = path.join(ROOT, 'assets/agent/backref.py');
const COMMAND = process.env['BACKREF_COMMAND'] ?? path.join(ROOT, 'bin/backref.js');
const IS_ROOT = process.getuid?.() === 0;

/** All of them: test/capture/endurance.mjs. */
const OLDEST_AND_NEWEST = [...PYTHONS].filter((_entry, index) => index === 0 || index === PYTHONS.size - 1);

/** The dynamic loader of this machine, by the names of the C libraries. */
const LOADER = [
  '/lib64/ld-linux-x86-64.so.2',
  '/lib/ld-linux-aarch64.so.1',
  '/lib/ld-musl-x86_64.so.1',
  '/lib/ld-musl-aarch64.so.1',
].find((file) => existsSync(file));

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'backref-capture-'))));
afterEach(() => {
  endTargets();
  rmSync(folder, { recursive: true, force: true });
});

function capture(pid: number, change: Partial<CaptureRequest> = {}, around: Partial<Surroundings> = {}) {
  const file = path.join(folder, 'snapshot.backref');
  const request = { pid, file, agentFile: AGENT, timeoutSeconds: 60, ...change };
  return captureProcess(request, { ...thisMachine(), ...around });
}

/** The functions on the main thread's stack, innermost first. */
async function mainStack(): Promise<readonly string[]> {
  const { process: facts } = await readSnapshot(path.join(folder, 'snapshot.backref'));
  const main = facts.threads.find((thread) => thread.name === 'MainThread');
  return (main?.frames ?? []).map((frame) => frame.function);
}

describe.skipIf(MISSING !== null)(
  `capture of running processes${MISSING === null ? '' : ` (${MISSING})`}`,
  () => {
    test.each(OLDEST_AND_NEWEST)('Python %s, whose eight threads allocate', async (_version, python) => {
      const { pid } = await startTarget('allocate', { python, threads: 7 });
      const before = tracesIn(pid);
      const summary = await capture(pid, { label: 'under load' });
      expect(summary).toMatchObject({ pid, method: 'gdb', copied: true, inlineReason: null });
      const file = path.join(folder, 'snapshot.backref');
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(file).size).toBe(summary.bytes);
      const read = await readSnapshot(file);
      expect(read).toMatchObject({ orders: 2000, agentTypes: [], process: { pid, label: 'under load' } });
      expect(read.process.threads).toHaveLength(8);
      expect(tracesIn(pid)).toEqual(before);
      expect(leftFolders(process.pid)).toEqual([]);
    });

    test.each([
      ['lock', 'wait_for_lock'],
      ['asyncio', 'select'],
      ['compute', 'compute'],
    ])('a main thread in %s; its stack shows it, and nothing of ours', async (mode, where) => {
      const { pid } = await startTarget(mode);
      const before = tracesIn(pid);
      await capture(pid);
      const stack = await mainStack();
      expect(stack.join(' ')).toContain(where);
      expect(stack.filter((name) => /_attach|later/.test(name))).toEqual([]);
      expect(stack.filter((name) => name === '<module>')).toHaveLength(1);
      expect(tracesIn(pid)).toEqual(before);
    });

    test('twice in a row, for comparison', async () => {
      const { pid } = await startTarget('compute');
      const first = await capture(pid, { file: path.join(folder, 'a') });
      const second = await capture(pid, { file: path.join(folder, 'b') });
      // What the first left behind would be counted by the second: the agent alone is some 2,000 objects, the module
      // gc of a program that had not imported it 50. The program's own lists and numbers come and go.
      expect(Math.abs(second.objects - first.objects)).toBeLessThan(40);
    });

    test.skipIf(LOADER === undefined)('a Python that the dynamic loader was told to start', async () => {
      const { pid } = await startTarget('compute', { before: [LOADER!] });
      expect(path.basename(readlinkSync(`/proc/${pid}/exe`))).toMatch(/^ld/);
      expect(await capture(pid)).toMatchObject({ pid });
      expect(await mainStack()).toContain('compute');
      expect(runsOn(pid)).toBe(true);
    });

    test('a main thread that stays in C: a clear refusal, later nothing happens', async () => {
      const { pid } = await startTarget('c-call');
      await expect(capture(pid, { timeoutSeconds: 4 })).rejects.toMatchObject({
        code: 'busy',
        message: expect.stringMatching(/long call into C/),
      });
      expect(runsOn(pid)).toBe(true);
      expect(readdirSync(folder)).toEqual([]);
      expect(leftFolders(process.pid)).toEqual([]);
    });

    test.skipIf(!IS_ROOT || findProgram('setpriv', process.env) === null)(
      'a process of another user',
      async () => {
        const before = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
        const python = '/usr/bin/python3';
        const { pid } = await startTarget('compute', { before, python });
        expect(statusField(pid, 'Uid')).toMatch(/^65534/);
        await capture(pid);
        expect(statSync(path.join(folder, 'snapshot.backref')).uid).toBe(0);
        expect((await readSnapshot(path.join(folder, 'snapshot.backref'))).orders).toBe(2000);
        expect(leftFolders(process.pid)).toEqual([]);
      },
    );

    test('a stopped process is refused and stays stopped', async () => {
      const { pid, child } = await startTarget('compute');
      child.kill('SIGSTOP');
      await until('stopped', () => statusField(pid, 'State')?.startsWith('T') === true);
      await expect(capture(pid)).rejects.toMatchObject({
        code: 'busy',
        message: expect.stringMatching(/kill -CONT/),
      });
      expect(statusField(pid, 'State')).toMatch(/^T/);
      expect(readdirSync(folder)).toEqual([]);
    });

    test('a process that ends while it is being captured', async () => {
      const { pid } = await startTarget('brief', { threads: 0 });
      const outcome = await capture(pid, { timeoutSeconds: 20 }).catch((error: unknown) => error);
      // It may have been quick enough.
      if (outcome instanceof Error)
        expect(outcome).toMatchObject({ code: 'not-python', message: /ended|no process/ });
      expect(leftFolders(process.pid)).toEqual([]);
    });

    test('what is no Python process, and what is no process', async () => {
      const { pid } = await startProgram(['/bin/sh', '-c', 'echo ready; exec sleep 60']);
      await expect(capture(pid)).rejects.toMatchObject({
        code: 'not-python',
        message: 'It is not a Python process.',
      });
      await expect(capture(2 ** 30)).rejects.toMatchObject({ message: 'There is no process 1073741824.' });
      expect(readdirSync(folder)).toEqual([]);
    });

    test('without gdb', async () => {
      const { pid } = await startTarget('compute');
      await expect(capture(pid, {}, { env: { PATH: folder } })).rejects.toMatchObject({
        code: 'no-tool',
        message: expect.stringMatching(/gdb is not installed/),
      });
    });

    test('a gdb that hangs while the process is stopped: the process runs on', async () => {
      const { pid } = await startTarget('compute');
      const gdb = path.join(folder, 'gdb');
      // As a tracer that dies does: the process has been stopped and nobody continues it.
      writeFileSync(gdb, `#!/bin/sh\nkill -STOP ${pid}\ntrap '' INT\nwhile :; do sleep 0.1; done\n`);
      chmodSync(gdb, 0o755);
      const env = { PATH: `${folder}:/usr/bin:/bin` };
      await expect(capture(pid, { timeoutSeconds: 1 }, { env })).rejects.toMatchObject({ code: 'busy' });
      expect(runsOn(pid)).toBe(true);
      expect(leftFolders(process.pid)).toEqual([]);
    });

    test('a folder that is not there costs the process nothing', async () => {
      const { pid } = await startTarget('compute');
      const file = path.join(folder, 'none/a.backref');
      await expect(capture(pid, { file })).rejects.toMatchObject({
        message: `${file} cannot be written: there is no such folder.`,
      });
      expect(leftFolders(process.pid)).toEqual([]);
    });

    test('cancelled at every stage: no file, no folder, the process runs on', async () => {
      const { pid } = await startTarget('sleep');
      for (const phase of ['Reaching', 'Waking', 'Writing']) {
        const controller = new AbortController();
        const onProgress = (progress: { phase: string }) => {
          if (progress.phase.startsWith(phase)) controller.abort();
        };
        await expect(capture(pid, { signal: controller.signal, onProgress })).rejects.toMatchObject({
          code: 'cancelled',
        });
        expect(readdirSync(folder)).toEqual([]);
        expect(leftFolders(process.pid)).toEqual([]);
        expect(runsOn(pid)).toBe(true);
      }
    });

    test.each(['SIGKILL', 'SIGINT'] as const)(
      'the command ended by %s at work leaves nothing',
      async (signal) => {
        const { pid } = await startTarget('sleep');
        const file = path.join(folder, 'killed.backref');
        const command = spawn(process.execPath, [COMMAND, 'capture', String(pid), '-o', file], {
          stdio: 'ignore',
        });
        await until('the command is at work', () =>
          leftFolders(command.pid!).some((name) => name.startsWith('.backref')),
        );
        command.kill(signal);
        await until('its folders are gone', () => leftFolders(command.pid!).length === 0);
        await until('the process runs on', () => runsOn(pid));
        expect(existsSync(file)).toBe(false);
        await capture(pid);
        expect((await readSnapshot(path.join(folder, 'snapshot.backref'))).orders).toBe(2000);
      },
    );

    test('one snapshot for each worker; one that fails does not stop the others', async () => {
      const { pid } = await startTarget('workers');
      const out = path.join(folder, 'workers');
      mkdirSync(out);
      const ran = await new Promise<{ code: number | null; out: string }>((resolve) => {
        const command = spawn(process.execPath, [
          COMMAND,
          'capture',
          '--children',
          String(pid),
          '-o',
          out,
          '--json',
        ]);
        let text = '';
        command.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
        command.on('close', (code) => resolve({ code, out: text }));
      });
      expect(ran.code).toBe(0);
      const names = readdirSync(out).toSorted();
      expect(names).toHaveLength(2);
      for (const [index, name] of names.entries()) {
        expect(name).toMatch(/^\d{8}-\d{6}-\d-pid\d+\.backref$/);
        const read = await readSnapshot(path.join(out, name));
        expect(read.process.label).toBe(`worker ${index + 1} of 2`);
        expect(read.orders).toBe(2000);
      }
    });
  },
);
