import { type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { isatty } from 'node:tty';
import { CommandError } from './command-errors.ts';
import type { StopSignals } from './stop-signals.ts';

/** What is needed of a started process. */
export interface StartedProgram {
  kill(signal: NodeJS.Signals): boolean;
  once(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'exit', listener: (code: number | null, signal: NodeJS.Signals | null) => void): unknown;
}

/** The system around a program; tests give their own. */
export interface ProgramSystem {
  spawn(file: string, words: readonly string[], options: SpawnOptions): StartedProgram;
  /** Signals other than those of `StopSignals`; returns the way back. */
  listen(signal: NodeJS.Signals, listener: () => void): () => void;
  /** Whether what is typed at the terminal (Ctrl-C) reaches this process, and so the program, which shares its group. */
  sharesKeyboard(): boolean;
}

export interface ProgramRun {
  readonly file: string;
  readonly words: readonly string[];
  /** A signal to be passed on beside those that end programs; null for none. */
  readonly trigger: NodeJS.Signals | null;
  /** Whether the program's output goes to stderr. */
  readonly freeStdout: boolean;
}

export interface ProgramEnd {
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
}

/** Signals that a key makes, and that the terminal then sends to the program too. */
const BY_KEY: ReadonlySet<NodeJS.Signals> = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT']);
const STOPS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/** Whether the terminal's foreground is the process group of this process: proc(5), fields 5 and 8 of stat. */
export function isForeground(stat: string): boolean {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.length > 5 && fields[2] === fields[5];
}

function sharesKeyboard(): boolean {
  try {
    if (process.platform === 'linux') return isForeground(readFileSync('/proc/self/stat', 'utf8'));
  } catch {
    // Without /proc as on other systems.
  }
  // Not process.stdin, which would begin to read what is the program's.
  return [0, 1, 2].some((fd) => isatty(fd));
}

/** This machine. */
export const PROGRAM_SYSTEM: ProgramSystem = {
  spawn: (file, words, options) => spawn(file, words, options),
  listen(signal, listener) {
    process.on(signal, listener);
    return () => void process.off(signal, listener);
  },
  sharesKeyboard,
};

/**
 * Runs a program with this process's input, output and terminal until it ends, and passes signals on to it: those that
 * end programs, and the trigger. Ctrl-C is not passed on where the program gets it from the terminal itself: it would
 * have it twice. Rejects with CommandError when it cannot be started.
 */
export function runProgram(
  { file, words, trigger, freeStdout }: ProgramRun,
  stop: StopSignals,
  system: ProgramSystem = PROGRAM_SYSTEM,
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const program = system.spawn(file, words, { stdio: ['inherit', freeStdout ? 2 : 'inherit', 'inherit'] });
    const pass = (signal: NodeJS.Signals): void => {
      if (!BY_KEY.has(signal) || !system.sharesKeyboard()) program.kill(signal);
    };
    const others = new Set<NodeJS.Signals>(['SIGHUP', 'SIGQUIT', ...(trigger === null ? [] : [trigger])]);
    for (const signal of STOPS) others.delete(signal);
    const unhandle = [
      stop.handle(pass),
      ...[...others].map((signal) => system.listen(signal, () => pass(signal))),
    ];
    const settle = (): void => {
      for (const back of unhandle) back();
    };
    program.once('error', (error) => {
      settle();
      reject(new CommandError(file, 'It cannot be started.', error));
    });
    program.once('exit', (code, signal) => {
      settle();
      resolve({ exitCode: code ?? 128 + (signal === null ? 0 : os.constants.signals[signal]), signal });
    });
  });
}
