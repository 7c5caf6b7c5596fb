import { expect, test } from 'vitest';
import {
  chosenProcesses,
  commonReason,
  splitCommand,
} from '../../../../renderer/panels/Capture/process-rows.ts';
import type { ProcessRow } from '../../../../shared/protocol/capture-api.ts';

function row(pid: number, change: Partial<ProcessRow> = {}): ProcessRow {
  const facts = { python: '3.11.7', rssBytes: pid, threads: 1, command: 'python3 app.py', parent: 1 };
  return { pid, ...facts, capture: 'gdb', reason: null, container: false, ...change };
}
const pids = (rows: readonly ProcessRow[]): readonly number[] => rows.map(({ pid }) => pid);

test('what can be captured comes first, the biggest of it first', () => {
  const rows = [
    row(5),
    row(9, { capture: 'none', reason: 'No.' }),
    row(7),
    row(6, { rssBytes: null }),
    row(4, { rssBytes: 5 }),
  ];
  expect(pids(chosenProcesses(rows, ''))).toEqual([7, 4, 5, 6, 9]);
});

test.each([
  ['', [30, 20, 10]],
  ['  ', [30, 20, 10]],
  ['GUNICORN', [30, 20]],
  ['gunicorn 3.13', [30]],
  ['20', [20]],
  ['container', [10]],
  ['gunicorn nothing', []],
])('the filter %o', (filter, found) => {
  const rows = [
    row(10, { container: true }),
    row(20, { command: 'gunicorn: worker' }),
    row(30, { command: 'gunicorn: worker', python: '3.13.0' }),
  ];
  expect(pids(chosenProcesses(rows, filter))).toEqual(found);
});

test.each([
  ['/usr/bin/python3 /srv/app.py', ['/usr/bin/', 'python3 /srv/app.py']],
  ['python3 /srv/app.py', ['', 'python3 /srv/app.py']],
  ['gunicorn: worker', ['', 'gunicorn: worker']],
  ['', ['', '']],
])('the folder of %o', (command, parts) => {
  expect(splitCommand(command)).toEqual(parts);
});

test('a reason that holds for all is one', () => {
  const no = { capture: 'none', reason: 'No gdb.' } as const;
  expect(commonReason([row(1, no), row(2, no)])).toBe('No gdb.');
  expect(commonReason([row(1, no), row(2)])).toBeNull();
  expect(commonReason([row(1, no), row(2, { ...no, reason: 'Old.' })])).toBeNull();
  expect(commonReason([row(1, no)])).toBeNull();
  expect(commonReason([row(1), row(2)])).toBeNull();
  expect(commonReason([])).toBeNull();
});
