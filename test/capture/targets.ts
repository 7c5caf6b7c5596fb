import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findProgram, findPythons } from '../../node/capture/surroundings.ts';

const VERSIONS = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13'];
const PROGRAM = path.join(import.meta.dirname, 'target.py');

function starts(python: string): boolean {
  return spawnSync(python, ['-I', '-c', ''], { timeout: 20_000 }).status === 0;
}

/** One interpreter of each version that is here, by version. */
export const PYTHONS: ReadonlyMap<string, string> = new Map(
  VERSIONS.flatMap((version) => {
    const python = findPythons(version, process.env).find(starts);
    return python === undefined ? [] : [[version, python] as const];
  }),
);

/** Why real processes cannot be captured on this machine, or null. */
export const MISSING: string | null =
  process.platform !== 'linux'
    ? 'not Linux'
    : findProgram('gdb', process.env) === null
      ? 'no gdb'
      : PYTHONS.size === 0
        ? 'no Python 3.8–3.13'
        : null;

/** The Python that a test takes which runs with one. */
export const SOME_PYTHON = PYTHONS.get('3.11') ?? [...PYTHONS.values()][0] ?? 'python3';

export interface Target {
  readonly pid: number;
  readonly child: ChildProcess;
}

const running = new Set<ChildProcess>();

function untilReady(child: ChildProcess): Promise<Target> {
  running.add(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the target ended with ${String(code)}`)));
    child.stdout!.once('data', () => resolve({ pid: child.pid!, child }));
  });
}

/** Starts the program in `mode`; resolves when it is at it. `before` is what starts Python, such as setpriv. */
export function startTarget(
  mode: string,
  options: { python?: string; threads?: number; before?: readonly string[] } = {},
): Promise<Target> {
  const words = [
    ...(options.before ?? []),
    options.python ?? SOME_PYTHON,
    '-I',
    PROGRAM,
    mode,
    String(options.threads ?? 0),
  ];
  const child = spawn(words[0]!, words.slice(1), {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    detached: true,
  });
  return untilReady(child);
}

/** Starts any other program that says something when it is ready. */
export function startProgram(words: readonly string[]): Promise<Target> {
  return untilReady(
    spawn(words[0]!, words.slice(1), { stdio: ['ignore', 'pipe', 'inherit'], detached: true }),
  );
}

/** Ends all targets with what they started: each is the leader of its own group. */
export function endTargets(): void {
  for (const { pid, exitCode, signalCode } of running) {
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
  }
  running.clear();
}

/** A field of /proc/PID/status, such as State or TracerPid; null when the process is gone. */
export function statusField(pid: number, name: string): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
}

/** Whether a process runs: neither stopped nor traced nor gone. */
export function runsOn(pid: number): boolean {
  return /^[RSD]/.test(statusField(pid, 'State') ?? '') && statusField(pid, 'TracerPid') === '0';
}

/** What a capture could leave in a process: its threads, open files, children and mapped files. */
export function tracesIn(pid: number): Record<string, unknown> {
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  const files = maps.map((line) => line.split(/\s+/)[5] ?? '').filter((file) => file.startsWith('/'));
  return {
    threads: readdirSync(`/proc/${pid}/task`).length,
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
    children: readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'),
    mappedFiles: [...new Set(files)].toSorted(),
    runsOn: runsOn(pid),
  };
}

/** Folders that the capturing process `pid` has made for a target or for gdb and that are still there. */
export function leftFolders(pid: number): string[] {
  const pattern = new RegExp(`^(\\.backref|backref-gdb)-${pid}-`);
  return [tmpdir(), '/tmp', '/var/tmp', '/dev/shm'].flatMap((folder) =>
    readdirSync(folder).filter((name) => pattern.test(name)),
  );
}

/** Resolves when the condition holds; rejects with `what` when it does not within half a minute. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not within 30 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
