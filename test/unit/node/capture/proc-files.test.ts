import { expect, test } from 'vitest';
import {
  parseCommandLine,
  parseMaps,
  parseStatus,
  readStatus,
  startTime,
} from '../../../../node/capture/proc-files.ts';

test('status: the effective user, kilobytes as bytes, capabilities as bits', () => {
  const status = parseStatus(
    'Name:\ta b\nState:\tD (disk sleep)\nPPid:\t12\nTracerPid:\t9\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\n' +
      'VmRSS:\t   12 kB\nThreads:\t4\nNSpid:\t100\t7\nCapEff:\t0000000000080000\n',
  );
  expect(status).toEqual({
    name: 'a b',
    state: 'D',
    parent: 12,
    tracer: 9,
    uid: 2,
    gid: 6,
    rssBytes: 12_288,
    threads: 4,
    capabilities: 1n << 19n,
    namespacePids: [100, 7],
  });
});

test('status of a kernel thread has no memory', () => {
  expect(parseStatus('Name:\tkworker\nState:\tI (idle)\n')).toMatchObject({
    rssBytes: null,
    threads: null,
    state: 'I',
  });
});

test('maps: files only, deleted ones told apart, spaces in names kept', () => {
  const mappings = parseMaps(
    '55d0-55e0 r-xp 00001000 08:01 42    /opt/my app/python3\n7f00-7f10 rw-p 00000000 00:00 0 \n' +
      '7f20-7f30 rw-p 00002000 08:01 43    /lib/libpython3.8.so (deleted)\n7fff-8000 rw-p 00000000 00:00 0    [stack]\n',
  );
  expect(mappings).toEqual([
    {
      start: 0x55d0,
      end: 0x55e0,
      writable: false,
      offset: 0x1000,
      inode: 42,
      path: '/opt/my app/python3',
      deleted: false,
    },
    {
      start: 0x7f20,
      end: 0x7f30,
      writable: true,
      offset: 0x2000,
      inode: 43,
      path: '/lib/libpython3.8.so',
      deleted: true,
    },
  ]);
});

test('a command line keeps empty words', () => {
  expect(parseCommandLine('python\0\0-c\0')).toEqual(['python', '', '-c']);
  expect(parseCommandLine('')).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'this process is found under its id, and no other with its start',
  () => {
    expect(readStatus(process.pid)?.threads).toBeGreaterThan(1);
    expect(startTime(process.pid)).toMatch(/^\d+$/);
    expect(startTime(process.pid)).not.toBe(startTime(1));
    expect(startTime(2 ** 30)).toBeNull();
  },
);
