import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPython } from '../../node/capture/find-python.ts';
import { until } from './targets.ts';

const COMMAND = process.env['BACKREF_COMMAND'] ?? path.resolve(import.meta.dirname, '../../bin/backref.js');
const PYTHON = await findPython(null).catch(() => null);
const OLD = path.join(process.env['HOME'] ?? '', '.pyenv/versions/3.7.16/bin/python');

let folder: string;
const running = new Set<ChildProcess>();
const at = (name: string) => path.join(folder, name);
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'backref-run-'))));
afterEach(() => {
  // Each is the leader of its own group, with the program in it.
  for (const { pid, exitCode, signalCode } of running)
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
  running.clear();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a program of these lines; the name of its file in the folder. */
function program(name: string, ...lines: readonly string[]): string {
  writeFileSync(at(name), `${lines.join('\n')}\n`);
  return name;
}

interface Running {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly end: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

function start(file: string, words: readonly string[], input: string | null = null): Running {
  const child = spawn(file, words, { cwd: folder, detached: true, stdio: 'pipe' });
  running.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  if (input !== null) child.stdin.end(input);
  const end = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return { pid: child.pid ?? 0, stdout: () => stdout, stderr: () => stderr, end };
}

const startRun = (...words: readonly string[]) => start(process.execPath, [COMMAND, 'run', ...words]);

async function run(words: readonly string[], input = '') {
  const { stdout, stderr, end } = start(process.execPath, [COMMAND, 'run', ...words], input);
  const { code } = await end;
  return { code, stdout: stdout(), stderr: stderr() };
}

function snapshots(): readonly string[] {
  return existsSync(at('snaps')) ? readdirSync(at('snaps')).toSorted() : [];
}

/** What `backref info` says of a snapshot. */
function info(file: string): {
  readonly format: string;
  readonly process: { readonly label: string | null };
} {
  const { stdout } = spawnSync(process.execPath, [COMMAND, 'info', file, '--json'], { encoding: 'utf8' });
  return JSON.parse(stdout) as ReturnType<typeof info>;
}

const TELL = 'import json, sys; print(json.dumps([sys.argv[1:], sys.stdin.read(), __name__]))';
/** Says that it runs, then waits for what its file `end` says. */
const WAIT = [
  'import os, sys, time',
  'print("ready", flush=True)',
  'while not os.path.exists("end"): time.sleep(0.02)',
];

describe.skipIf(PYTHON === null)(
  `backref run${PYTHON === null ? ' (skipped: no Python 3.8 or later)' : ''}`,
  () => {
    test('the program has its own words, input, output and exit code; its end is in the snapshot', async () => {
      const script = program(
        'app.py',
        TELL,
        'class Order: pass',
        'kept = [Order() for _ in range(700)]',
        'sys.exit(7)',
      );
      const words = ['--help', '-o', 'x', '--', '--json', '-m', 'ä b'];
      const ran = await run(['-o', 'end.backref', '--label', 'the end', script, ...words], 'some input');
      expect(JSON.parse(ran.stdout)).toEqual([words, 'some input', '__main__']);
      expect(ran.code).toBe(7);
      expect(ran.stderr).toMatch(/^end\.backref: [\d.]+ [kM]B$/m);
      expect(info(at('end.backref'))).toMatchObject({ format: 'backref', process: { label: 'the end' } });
      const types = spawnSync(process.execPath, [
        COMMAND,
        'types',
        at('end.backref'),
        '--filter',
        'Order',
        '--json',
      ]);
      expect(JSON.parse(types.stdout.toString())).toMatchObject({
        rows: [{ type: '__main__.Order', count: 700 }],
      });
    });

    test('a module; --json alone on stdout, the program’s output on stderr', async () => {
      program('tool.py', TELL);
      const ran = await run(['--json', '-o', 'snaps', '-m', 'tool', '-m', '--version'], 'in');
      const [name = ''] = snapshots();
      expect(name).toMatch(/^tool-\d+-\d{8}T\d{6}-0001-exit\.backref$/);
      const bytes = readFileSync(path.join(at('snaps'), name)).length;
      expect(JSON.parse(ran.stdout)).toEqual({
        snapshots: [{ file: path.join('snaps', name), bytes }],
        exitCode: 0,
      });
      expect(ran.stderr).toContain('[["-m", "--version"], "in", "__main__"]');
    });

    test('much output through a pipe arrives whole', async () => {
      const script = program('much.py', 'import sys', 'sys.stdout.write("x" * 8_000_000)');
      const ran = await run(['-o', 'end.backref', script]);
      expect({ code: ran.code, length: ran.stdout.length }).toEqual({ code: 0, length: 8_000_000 });
    });

    test('--every with --keep: the newest stay, also where the program changes its folder', async () => {
      const script = program(
        'long.py',
        'import os; os.chdir("/")',
        ...WAIT.with(2, `while not os.path.exists(${JSON.stringify(at('end'))}): time.sleep(0.02)`),
      );
      const { stderr, end } = startRun('-o', 'snaps', '--every', '0.1s', '--keep', '2', script);
      await until('four snapshots', () => (stderr().match(/ objects, /g) ?? []).length >= 4);
      writeFileSync(at('end'), '');
      expect((await end).code).toBe(0);
      // Also the one that a copy of the program was still writing when the program ended.
      const kept = snapshots();
      expect(kept.every((name) => /-\d{4}-every\.backref$/.test(name))).toBe(true);
      expect(kept.some((name) => name.includes('-0001-'))).toBe(false);
      expect(
        stderr()
          .match(/^snaps\/.*: [\d.]+ [kM]B$/gm)
          ?.map((line) => line.split(': ')[0]),
      ).toEqual(kept.map((name) => path.join('snaps', name)));
    });

    test('--on-signal: sent to the command, each makes one; the program runs on', async () => {
      const script = program('server.py', ...WAIT);
      const { pid, stdout, stderr, end } = startRun('-o', 'snaps', '--on-signal', 'USR2', script);
      await until('the program runs', () => stdout().includes('ready'));
      for (const count of [1, 2]) {
        process.kill(pid, 'SIGUSR2');
        await until(`snapshot ${count}`, () => (stderr().match(/ objects, /g) ?? []).length === count);
      }
      writeFileSync(at('end'), '');
      expect((await end).code).toBe(0);
      expect(snapshots().map((name) => name.slice(-19))).toEqual([
        '0001-signal.backref',
        '0002-signal.backref',
      ]);
    });

    test('--on-memory-error', async () => {
      const script = program('full.py', 'raise MemoryError("none left")');
      const ran = await run(['-o', 'snaps', '--on-memory-error', script]);
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain('MemoryError: none left');
      expect(snapshots().map((name) => name.slice(-20))).toEqual(['memory-error.backref']);
    });

    test('SIGINT to the command reaches the program, which comes to its exit', async () => {
      const script = program(
        'server.py',
        'try:',
        ...WAIT.map((line) => `    ${line}`),
        'except KeyboardInterrupt: sys.exit(42)',
      );
      const { pid, stdout, end } = startRun('-o', 'end.backref', script);
      await until('the program runs', () => stdout().includes('ready'));
      process.kill(pid, 'SIGINT');
      expect((await end).code).toBe(42);
      expect(info(at('end.backref')).format).toBe('backref');
    });

    test('Ctrl-C ends the program with 130, also with a snapshot at its exit', async () => {
      const { pid, stdout, end } = startRun('-o', 'end.backref', program('server.py', ...WAIT));
      await until('the program runs', () => stdout().includes('ready'));
      process.kill(pid, 'SIGINT');
      expect((await end).code).toBe(130);
      expect(info(at('end.backref')).format).toBe('backref');
    });

    test('SIGTERM ends the program before its exit; 143, and that there is no snapshot', async () => {
      const script = program('server.py', ...WAIT);
      const { pid, stdout, stderr, end } = startRun('-o', 'end.backref', script);
      await until('the program runs', () => stdout().includes('ready'));
      process.kill(pid, 'SIGTERM');
      expect((await end).code).toBe(143);
      expect(stderr()).toBe(
        'No snapshot was written to end.backref; SIGTERM ended the program before it came to its exit.\n',
      );
    });

    test.skipIf(process.platform !== 'linux')(
      'Ctrl-C at a terminal reaches the program, which has the terminal',
      async () => {
        const script = program(
          'count.py',
          'import os, signal, sys, time',
          'times = 0',
          'def count(*_):',
          '    global times',
          '    times += 1',
          'signal.signal(signal.SIGINT, count)',
          'signal.signal(signal.SIGTERM, lambda *_: sys.exit(times))',
          'print("ready", os.getpid(), os.isatty(0), flush=True)',
          'while times == 0: time.sleep(0.02)',
          'print("pressed", flush=True)',
          'while True: time.sleep(0.02)',
        );
        // A terminal of its own: what is written to its master is typed.
        const terminal = program(
          'terminal.py',
          'import os, pty, sys, threading',
          'pid, master = pty.fork()',
          'if pid == 0: os.execv(sys.argv[1], sys.argv[1:])',
          'def typing():',
          '    for line in sys.stdin: os.write(master, b"\\x03")',
          'threading.Thread(target=typing, daemon=True).start()',
          'try:',
          '    while True:',
          '        data = os.read(master, 4096)',
          '        if not data: break',
          '        os.write(1, data)',
          'except OSError: pass',
          'print("ended with", os.waitpid(pid, 0)[1] >> 8, flush=True)',
        );
        const child = spawn(
          PYTHON ?? '',
          [terminal, process.execPath, COMMAND, 'run', '-o', 'end.backref', script],
          {
            cwd: folder,
            detached: true,
            stdio: ['pipe', 'pipe', 'inherit'],
          },
        );
        running.add(child);
        let shown = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
        await until('the program runs', () => /ready \d+ True/.test(shown));
        child.stdin.write('press\n');
        await until('the program was interrupted', () => shown.includes('pressed'));
        // That it is not sent twice is a unit test's: two that come at once can merge into one.
        const commandPid = Number(
          /^PPid:\s+(\d+)/m.exec(
            readFileSync(`/proc/${/ready (\d+)/.exec(shown)?.[1] ?? ''}/status`, 'utf8'),
          )?.[1],
        );
        process.kill(commandPid, 'SIGTERM');
        await until('the end', () => /ended with \d+/.test(shown));
        expect(shown).toMatch(/end\.backref: [\d.]+ [kM]B[\s\S]*ended with 1\b/);
      },
    );

    test('a missing script, a missing interpreter: one line, nothing started', async () => {
      expect(await run(['no-such.py', '--port', '1'])).toEqual({
        code: 1,
        stdout: '',
        stderr: 'backref: no-such.py: There is no such file.\n',
      });
      const script = program('app.py', TELL);
      expect(await run(['--python', './no-python', script])).toEqual({
        code: 1,
        stdout: '',
        stderr: 'backref: ./no-python is no Python that can be started.\n',
      });
    });

    test.skipIf(!existsSync(OLD))('a Python that is too old', async () => {
      const { code, stdout, stderr } = await run(['--python', OLD, program('app.py', TELL)]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(
        / is Python 3\.7\.16; the agent needs 3\.8 or later\. Name another with --python\.\n$/,
      );
    });
  },
);
