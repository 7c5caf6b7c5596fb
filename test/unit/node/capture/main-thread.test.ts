import { expect, test } from 'vitest';
import { readMainThread, readSyscall } from '../../../../node/capture/main-thread.ts';
import type { FileMapping } from '../../../../node/capture/proc-files.ts';

const PYTHON: readonly FileMapping[] = [
  {
    start: 0x7f00_0000,
    end: 0x7f10_0000,
    writable: true,
    offset: 0,
    inode: 1,
    path: '/libpython',
    deleted: false,
  },
];
const ELSEWHERE = '0x55d000001000';
const IN_PYTHON = '0x7f050000';

test.each([
  ['clock_nanosleep', `230 0x1 0x1 0x7ffe 0x0 0x0 0x0 0x7ffe0 0x7f1`, true],
  ['epoll_wait', `232 0x4 0x7ffe 0x3 0xffffffff 0x0 0x0 0x7ffe0 0x7f1`, true],
  ['a semaphore: futex WAIT_BITSET', `202 ${ELSEWHERE} 0x189 0x0 0x0 0x0 0xffffffff 0x7ffe0 0x7f1`, true],
  [
    'a mutex such as the allocator’s: futex WAIT',
    `202 ${ELSEWHERE} 0x80 0x2 0x0 0x0 0x0 0x7ffe0 0x7f1`,
    false,
  ],
  ['munmap, which the allocator calls', `11 0x7f00 0x1000 0x0 0x0 0x0 0x0 0x7ffe0 0x7f1`, false],
  ['brk, which the allocator calls', `12 0x7f00 0x0 0x0 0x0 0x0 0x0 0x7ffe0 0x7f1`, false],
  ['running', 'running', false],
  ['no call at all', '-1 0x7ffe0 0x7f1', false],
  ['not to be read', '', false],
])('%s', (_what, line, waits) => {
  expect(readSyscall(line, PYTHON, 'x64')).toEqual({ waits, wantsInterpreter: false });
});

test('a futex in Python’s own data is the lock of the interpreter, whose holder is somebody else', () => {
  const line = `202 ${IN_PYTHON} 0x189 0x0 0x7ffe 0x0 0xffffffff 0x7ffe0 0x7f1`;
  expect(readSyscall(line, PYTHON, 'x64')).toEqual({ waits: false, wantsInterpreter: true });
});

test('ARM has other numbers', () => {
  expect(readSyscall('115 0x1 0x0 0x7ffe 0x0 0x0 0x0 0x7ffe0 0x7f1', PYTHON, 'arm64').waits).toBe(true);
  expect(readSyscall('230 0x1 0x0 0x7ffe 0x0 0x0 0x0 0x7ffe0 0x7f1', PYTHON, 'arm64').waits).toBe(false);
});

test.runIf(process.platform === 'linux')('a process that is gone has no main thread', () => {
  expect(readMainThread(2 ** 30, [], '/proc')).toBeNull();
});
