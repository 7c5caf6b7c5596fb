import { expect, test } from 'vitest';
import type { ProcessRow } from '../../../../shared/protocol/capture-api.ts';
import { runFake } from './fake-context.ts';

const WORKER: ProcessRow = {
  pid: 42,
  python: '3.11.7',
  rssBytes: 132_000_000,
  threads: 5,
  command: 'python3 app.py \u001b[31mred',
  capture: 'gdb',
  reason: null,
  parent: 1,
  container: false,
};
const OLD: ProcessRow = {
  ...WORKER,
  pid: 7,
  python: null,
  rssBytes: null,
  capture: 'none',
  reason: 'Too old.',
};

function ps(rows: readonly ProcessRow[], ...words: readonly string[]) {
  return runFake(['ps', ...words], { processes: { list: async () => rows } });
}

test('a line a process, control characters shown, and each reason once', async () => {
  const { code, out } = await ps([OLD, { ...OLD, pid: 8 }, WORKER]);
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual([
    'PID  Python     RSS  Threads  Capture  Command',
    '  7  ?         …           5  no       python3 app.py \\x1b[31mred',
    '  8  ?         …           5  no       python3 app.py \\x1b[31mred',
    ' 42  3.11.7  132 MB        5  gdb      python3 app.py \\x1b[31mred',
    '7, 8: Too old.',
    '',
  ]);
});

test('--json gives the rows as they are', async () => {
  const { out } = await ps([OLD, WORKER], '--json');
  expect(JSON.parse(out)).toEqual({ processes: [OLD, WORKER] });
});

test('no Python process', async () => {
  expect((await ps([])).out).toBe('No Python processes.\n');
  expect(JSON.parse((await ps([], '--json')).out)).toEqual({ processes: [] });
});
