import { EventEmitter } from 'node:events';
import type { SpawnOptions } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { isForeground, type ProgramRun, runProgram } from '../../../../node/cli/run-program.ts';
import type { StopSignal } from '../../../../node/cli/stop-signals.ts';

const RUN: ProgramRun = { file: '/bin/python3', words: ['-x'], trigger: null, freeStdout: false };

/** A program that never runs; what is sent to it is in `sent`. */
class FakeProgram extends EventEmitter {
  readonly sent: NodeJS.Signals[] = [];
  kill(signal: NodeJS.Signals): boolean {
    this.sent.push(signal);
    return true;
  }
}

function start(change: Partial<ProgramRun> = {}, sharesKeyboard = false) {
  const program = new FakeProgram();
  const signals = new EventEmitter();
  const stops = new Set<(signal: StopSignal) => void>();
  let spawned: { file: string; words: readonly string[]; options: SpawnOptions } | null = null;
  const end = runProgram(
    { ...RUN, ...change },
    {
      handle(listener) {
        stops.add(listener);
        return () => void stops.delete(listener);
      },
    },
    {
      spawn(file, words, options) {
        spawned = { file, words, options };
        return program;
      },
      listen(signal, listener) {
        signals.on(signal, listener);
        return () => void signals.off(signal, listener);
      },
      sharesKeyboard: () => sharesKeyboard,
    },
  );
  const stop = (signal: StopSignal) => stops.forEach((listener) => listener(signal));
  const listening = () => signals.eventNames().length + stops.size;
  return { program, end, signals, stop, listening, spawned: () => spawned };
}

test('the program has the terminal; with stdout kept free its output goes to stderr', () => {
  const options = (freeStdout: boolean) => start({ freeStdout }).spawned();
  expect(options(false)).toEqual({
    file: '/bin/python3',
    words: ['-x'],
    options: { stdio: ['inherit', 'inherit', 'inherit'] },
  });
  expect(options(true)?.options).toEqual({ stdio: ['inherit', 2, 'inherit'] });
});

describe('the end', () => {
  test.each([
    [0, null, { exitCode: 0, signal: null }],
    [77, null, { exitCode: 77, signal: null }],
    [null, 'SIGTERM', { exitCode: 143, signal: 'SIGTERM' }],
    [null, 'SIGKILL', { exitCode: 137, signal: 'SIGKILL' }],
  ] as const)('code %s, signal %s', async (code, signal, expected) => {
    const { program, end, listening } = start({ trigger: 'SIGUSR2' });
    expect(listening()).toBe(4);
    program.emit('exit', code, signal);
    expect(await end).toEqual(expected);
    expect(listening()).toBe(0);
  });

  test('a program that cannot be started', async () => {
    const { program, end, listening } = start();
    program.emit('error', new Error('spawn /bin/python3 EACCES'));
    await expect(end).rejects.toThrow('It cannot be started.');
    expect(listening()).toBe(0);
  });
});

describe('signals', () => {
  test('away from the terminal all are passed on', () => {
    const { program, signals, stop } = start({ trigger: 'SIGUSR2' });
    stop('SIGINT');
    stop('SIGTERM');
    for (const signal of ['SIGHUP', 'SIGQUIT', 'SIGUSR2']) signals.emit(signal);
    expect(program.sent).toEqual(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']);
  });

  test('what a key sends reaches the program from the terminal, and is not sent twice', () => {
    const { program, signals, stop } = start({ trigger: 'SIGUSR2' }, true);
    stop('SIGINT');
    signals.emit('SIGQUIT');
    expect(program.sent).toEqual([]);
    stop('SIGTERM');
    signals.emit('SIGUSR2');
    expect(program.sent).toEqual(['SIGTERM', 'SIGUSR2']);
  });

  test('a trigger that would stop programs is passed on once', () => {
    const { program, stop, signals } = start({ trigger: 'SIGTERM' });
    stop('SIGTERM');
    signals.emit('SIGTERM');
    expect(program.sent).toEqual(['SIGTERM']);
  });
});

test('the foreground is told by the process group, whatever the program is called', () => {
  expect(isForeground('12 (a) b) S 1 900 800 34816 900 4194304 1')).toBe(true);
  expect(isForeground('12 (node) S 1 900 800 34816 901 4194304 1')).toBe(false);
  expect(isForeground('12 (node) S 1 900 800 0 -1 4194304 1')).toBe(false);
  expect(isForeground('')).toBe(false);
});
