import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CODE_BYTES } from './bootstrap.ts';
import { CaptureError } from './capture-error.ts';
import { readStatus } from './proc-files.ts';
import type { TargetAddresses } from './target-addresses.ts';

/** Where code runs that gdb brings in. */
export type GdbStage = 'pending' | 'direct';

/** Where a waiting thread is: its next instruction and its stack. */
export interface WaitingPlace {
  readonly pc: bigint;
  readonly sp: bigint;
}

export interface GdbOptions {
  readonly gdb: string;
  readonly pid: number;
  readonly proc: string;
  readonly addresses: TargetAddresses;
  /** For `direct`: where the main thread waits. It must still be there when gdb has stopped it. */
  readonly place: WaitingPlace | null;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds until gdb is ended. */
  readonly timeoutMs: number;
  /**
   * Hears of gdb's process id and of the folder with its files, so that somebody can end the one and remove the other
   * when this process dies; null when gdb has ended, and when the folder is gone.
   */
  readonly onRunning: (gdbPid: number | null, folder: string | null) => void;
}

const DONE = 'backref-done';
const MOVED = 'backref-moved';
const NO_MEMORY = 'backref-no-memory';
/** After SIGINT gdb takes back a call that hangs in the process; killed at once it would leave it half done. */
const INTERRUPT_MS = 3000;
const STOPPED_CHECKS = 20;
const CHECK_MS = 50;

const hex = (address: number): string => `0x${address.toString(16)}`;

/**
 * What gdb shall do. All addresses are numbers: gdb reads no symbols, which shortens the stop to a third, and cannot
 * take the files of this system for those of a container.
 *
 * `pending`: a fresh page (a bare system call: safe whatever the thread was doing, in malloc too) gets the code, and
 * CPython is asked to run it when its main thread is next between two bytecodes. `direct`: the main thread waits in a
 * system call, holds neither interpreter nor allocator, and may run it at once; others must be able to run meanwhile.
 */
export function gdbScript(
  stage: GdbStage,
  codeFile: string,
  addresses: TargetAddresses,
  place: WaitingPlace | null,
): string {
  const { mmap, munmap, addPendingCall, runSimpleString, gilEnsure, gilRelease } = addresses;
  const run =
    stage === 'pending'
      ? [
          `set $r = ((int(*)(void*, void*))${hex(addPendingCall)})((void*)${hex(runSimpleString)}, (void*)$p)`,
          `printf "${DONE} %d\\n", $r`,
        ]
      : [
          `set scheduler-locking off`,
          `set $g = ((int(*)(void))${hex(gilEnsure)})()`,
          `set $r = ((int(*)(char*))${hex(runSimpleString)})((char*)$p)`,
          `call ((void(*)(int))${hex(gilRelease)})($g)`,
          `set scheduler-locking on`,
          `set $u = ((int(*)(void*, long))${hex(munmap)})((void*)$p, ${CODE_BYTES})`,
          `printf "${DONE} %d\\n", $r`,
        ];
  // A system call that is to be started again stands at its own instruction, which takes 2 bytes (x86) or 4 (ARM).
  const hasMoved =
    place === null ? '0' : `(unsigned long)$sp != ${place.sp} || ${place.pc} - (unsigned long)$pc > 4`;
  return [
    'set pagination off',
    'set confirm off',
    'set unwindonsignal on',
    'set scheduler-locking on',
    'handle all nostop noprint pass',
    `if ${hasMoved}`,
    `echo ${MOVED}\\n`,
    'else',
    `set $p = ((char*(*)(long, long, int, int, int, long))${hex(mmap)})(0, ${CODE_BYTES}, 3, 0x22, -1, 0)`,
    'if (long)$p == -1',
    `echo ${NO_MEMORY}\\n`,
    'else',
    `restore ${codeFile} binary $p`,
    ...run,
    'end',
    'end',
    'detach',
    '',
  ].join('\n');
}

/** gdb's arguments: no user's settings, nothing loaded from anywhere, no symbols, ends after the script. */
export function gdbArguments(pid: number, scriptFile: string): string[] {
  const settings = [
    'set auto-load no',
    'set debuginfod enabled off',
    'set auto-solib-add off',
    'set sysroot /proc/self/nowhere',
  ];
  return [
    '-nx',
    '-q',
    '-batch',
    ...settings.flatMap((setting) => ['-iex', setting]),
    '-p',
    String(pid),
    '-x',
    scriptFile,
  ];
}

/** What went wrong, from gdb's words. */
function errorOf(output: string, pid: number): CaptureError {
  if (/Operation not permitted|Permission denied/i.test(output)) {
    return new CaptureError(
      'not-permitted',
      'The system forbids tracing it: run the command with sudo, in a container with --cap-add SYS_PTRACE.',
    );
  }
  if (/No such process|has (terminated|exited)|exited (normally|with)/i.test(output))
    return new CaptureError('not-python', `Process ${pid} ended while it was being captured.`);
  if (/already traced/i.test(output))
    return new CaptureError('busy', 'Another program traces it (a debugger or strace): end that first.');
  if (output.includes(NO_MEMORY)) return new CaptureError('failed', 'The process can have no more memory.');
  const lines = output.split('\n').map((line) => line.trim());
  const last = lines.filter((line) => line !== '' && !line.startsWith('[')).at(-1) ?? 'it said nothing';
  return new CaptureError('failed', `gdb could not bring the agent into the process: ${last.slice(0, 200)}`);
}

function start(options: GdbOptions, script: string, folder: string): Promise<boolean> {
  // To a file: if this process is killed, gdb can go on writing and finish what it does in the process.
  const output = openSync(path.join(folder, 'output'), 'a', 0o600);
  return new Promise((resolve, reject) => {
    const child = spawn(options.gdb, gdbArguments(options.pid, script), {
      stdio: ['ignore', output, output],
      // Ctrl-C in the terminal is not for gdb.
      detached: true,
      env: { PATH: options.env['PATH'], LC_ALL: 'C' },
    });
    closeSync(output);
    let isLate = false;
    let killer: NodeJS.Timeout | undefined;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGINT');
      killer = setTimeout(() => void child.kill('SIGKILL'), INTERRUPT_MS);
    }, options.timeoutMs);
    const end = (): void => {
      clearTimeout(timer);
      clearTimeout(killer);
      options.onRunning(null, folder);
    };
    if (child.pid !== undefined) options.onRunning(child.pid, folder);
    child.on('error', (error) => {
      end();
      reject(new CaptureError('no-tool', `gdb cannot be started: ${error.message}`, error));
    });
    child.on('close', () => {
      end();
      resolve(!isLate);
    });
  });
}

/** gdb that was ended in the middle may leave the process stopped: it was running before, so it goes on. */
async function letRun(pid: number, proc: string): Promise<void> {
  for (let check = 0; check < STOPPED_CHECKS; check++) {
    const status = readStatus(pid, proc);
    if (status === null) return;
    if (status.state === 'T' && status.tracer === 0) {
      try {
        process.kill(pid, 'SIGCONT');
      } catch {
        return;
      }
    } else if (status.state !== 't' && status.tracer === 0) return;
    await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
  }
}

/**
 * Brings code into a process by gdb, which stops it for a tenth of a second. Resolves when gdb has let it go:
 * with true, `pending` code then still waits for the main thread, `direct` code has run; with false when the main thread
 * was no longer at its place, and nothing was done. Throws CaptureError; the process runs on
 * in every case.
 */
export async function runGdb(stage: GdbStage, code: string, options: GdbOptions): Promise<boolean> {
  const folder = mkdtempSync(path.join(tmpdir(), `backref-gdb-${process.pid}-`));
  options.onRunning(null, folder);
  try {
    const codeFile = path.join(folder, 'code');
    const script = path.join(folder, 'script');
    const bytes = Buffer.from(`${code}\0`, 'utf8');
    if (bytes.length > CODE_BYTES) throw new CaptureError('failed', 'The path of the folder is too long.');
    writeFileSync(codeFile, bytes, { mode: 0o600 });
    writeFileSync(script, gdbScript(stage, codeFile, options.addresses, options.place), { mode: 0o600 });
    const isInTime = await start(options, script, folder);
    await letRun(options.pid, options.proc);
    const output = readFileSync(path.join(folder, 'output'), 'utf8');
    const result = new RegExp(`^${DONE} (-?\\d+)`, 'm').exec(output)?.[1];
    if (result === '0') return true;
    if (output.includes(MOVED)) return false;
    if (!isInTime)
      throw new CaptureError(
        'busy',
        `gdb could not stop and release the process within ${options.timeoutMs / 1000} s; the process runs on.`,
      );
    if (result !== undefined)
      throw new CaptureError(
        'busy',
        'Python has too many calls waiting: its main thread has not run for long.',
      );
    throw errorOf(output, options.pid);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    options.onRunning(null, null);
  }
}
