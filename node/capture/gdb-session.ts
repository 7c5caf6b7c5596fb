import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CODE_BYTES } from './bootstrap.ts';
import { CaptureError } from './capture-error.ts';
import { MARKERS } from './gdb-markers.ts';
import { codeFileBytes, gdbEndScript, gdbScript } from './gdb-script.ts';
import type { GdbStage, WaitingPlace } from './gdb-script.ts';
import { readStatus } from './proc-files.ts';
import type { TargetAddresses } from './target-addresses.ts';

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

/** After SIGINT gdb takes back a call that hangs in the process; killed at once it would leave it half done. */
const INTERRUPT_MS = 3000;
const STOPPED_CHECKS = 20;
const CHECK_MS = 50;

/** gdb's arguments: no user's settings, nothing loaded from anywhere, no symbols, ends after the scripts, each of which is begun. */
export function gdbArguments(pid: number, scriptFiles: readonly string[]): string[] {
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
    ...scriptFiles.flatMap((file) => ['-x', file]),
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
  if (output.includes(MARKERS.noMemory))
    return new CaptureError('failed', 'The process can have no more memory.');
  if (output.includes(MARKERS.noCode)) {
    return new CaptureError(
      'unsupported',
      'The system lets it run no memory that it wrote (as SELinux can): take the snapshot from inside.',
    );
  }
  const lines = output.split('\n').map((line) => line.trim());
  const last =
    lines
      .filter((line) => line !== '' && !line.startsWith('[') && line !== 'The program is not being run.')
      .at(-1) ?? 'it said nothing';
  return new CaptureError('failed', `gdb could not bring the agent into the process: ${last.slice(0, 200)}`);
}

function start(options: GdbOptions, scripts: readonly string[], folder: string): Promise<boolean> {
  // To a file: if this process is killed, gdb can go on writing and finish what it does in the process.
  const output = openSync(path.join(folder, 'output'), 'a', 0o600);
  return new Promise((resolve, reject) => {
    const child = spawn(options.gdb, gdbArguments(options.pid, scripts), {
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
    writeFileSync(codeFile, codeFileBytes(bytes, process.arch), { mode: 0o600 });
    const { addresses, place } = options;
    const parts = { stage, codeFile, addresses, place, arch: process.arch };
    writeFileSync(script, gdbScript(parts), { mode: 0o600 });
    const endScript = path.join(folder, 'end');
    writeFileSync(endScript, gdbEndScript(process.arch), { mode: 0o600 });
    const isInTime = await start(options, [script, endScript], folder);
    await letRun(options.pid, options.proc);
    const output = readFileSync(path.join(folder, 'output'), 'utf8');
    const result = new RegExp(`^${MARKERS.done} (-?\\d+)`, 'm').exec(output)?.[1];
    if (result === '0') return true;
    if (output.includes(MARKERS.moved)) return false;
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
