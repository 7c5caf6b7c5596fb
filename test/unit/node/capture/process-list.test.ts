import { afterEach, beforeEach, expect, test } from 'vitest';
import { listPythonProcesses, parsePs } from '../../../../node/capture/process-list.ts';
import { FakeProc, type FakeProcess, PYTHON_311, pythonProcess } from './fake-proc.ts';

let proc: FakeProc;
beforeEach(() => {
  proc = new FakeProc();
  proc.program('gdb');
});
afterEach(() => proc.remove());

/** How the only process of the list can be captured, or why not. */
async function captureOf(process: FakeProcess, change = {}): Promise<string> {
  proc.add(process);
  const [row] = await listPythonProcesses(proc.around(change));
  return row!.capture === 'none' ? row!.reason! : row!.capture;
}

test('a Python process is listed with what /proc tells, and no secret of its command line', async () => {
  proc.add(pythonProcess(42, { words: ['python3.11', 'app.py', '--password', 'hunter2'], parent: 7 }));
  proc.add({ pid: 43, words: ['/bin/sh', '-c', 'python3'], program: '/bin/sh' });
  proc.add({ pid: 44, words: [] });
  expect(await listPythonProcesses(proc.around())).toEqual([
    {
      pid: 42,
      python: '3.11.9',
      rssBytes: 2048 * 1024,
      threads: 3,
      command: 'python3.11 app.py --password ***',
      capture: 'gdb',
      reason: null,
      parent: 7,
      container: false,
    },
  ]);
});

test('a program of any name is Python when it has a libpython', async () => {
  const files = { '/usr/sbin/uwsgi': 'text', '/usr/lib/libpython3.11.so.1.0': PYTHON_311 } as const;
  expect(await captureOf(pythonProcess(42, { words: ['uwsgi'], program: '/usr/sbin/uwsgi', files }))).toBe(
    'gdb',
  );
});

test('a Python that the dynamic loader was told to start is found among what it has loaded', async () => {
  const words = [
    '/opt/bundle/ld-linux-x86-64.so.2',
    '--library-path',
    '/opt/bundle',
    '/opt/bundle/python3.11',
    'app.py',
  ];
  const program = '/opt/bundle/ld-linux-x86-64.so.2';
  const files = { [program]: 'text', '/opt/bundle/python3.11': PYTHON_311 } as const;
  expect(await captureOf(pythonProcess(42, { words, program, files }))).toBe('gdb');
});

test('another program that the loader was told to start is none', async () => {
  const program = '/usr/lib64/ld-linux-x86-64.so.2';
  proc.add({
    pid: 42,
    words: [program, '/usr/bin/sleep', '9'],
    program,
    files: { [program]: 'text', '/usr/bin/sleep': 'text' },
  });
  expect(await listPythonProcesses(proc.around())).toEqual([]);
});

test('a static Python is its own library', async () => {
  const files = { '/usr/bin/python3.11': PYTHON_311 };
  expect(await captureOf(pythonProcess(42, { files }))).toBe('gdb');
});

test.each([
  [
    'an old version',
    { constants: '-3.7.16\0' },
    'libpython3.7m.so',
    /3\.7\.16; a capture needs 3\.8 or later/,
  ],
  [
    'a free-threaded build',
    { constants: '-3.13.1\0free-threading build (%s)\0' },
    'libpython3.13.so',
    /free-threaded build of Python 3\.13\.1/,
  ],
  ['a free-threaded build by its name', { constants: '-3.13.1\0' }, 'libpython3.13t.so', /free-threaded/],
  [
    'a stripped build',
    { symbols: { Py_AddPendingCall: 1 }, imports: ['PyRun_SimpleString'] },
    'libpython3.11.so',
    /without the symbols a capture needs \(PyRun_SimpleString, PyGILState_Ensure/,
  ],
  ['another processor', { machine: 21 }, 'libpython3.11.so', /another processor/],
  ['a 32-bit library', { elfClass: 1 }, 'libpython3.11.so', /no ordinary 64-bit CPython/],
])('%s is refused', async (_what, change, library, reason) => {
  const files = {
    '/usr/bin/python3.11': 'text' as const,
    [`/usr/lib/${library}`]: { ...PYTHON_311, ...change },
  };
  expect(await captureOf(pythonProcess(42, { files }))).toMatch(reason);
});

test.each([
  ['stopped', { state: 'T' }, /is stopped: let it run on first, with kill -CONT 42/],
  ['traced', { state: 't', tracer: 77 }, /Another program traces it \(process 77/],
  ['ended', { state: 'Z' }, /has ended/],
  ['PyPy', { words: ['pypy3'], program: '/usr/bin/pypy3' }, /no CPython/],
])('a process that is %s is refused', async (_what, change, reason) => {
  expect(await captureOf(pythonProcess(42, change))).toMatch(reason);
});

test('without gdb the reason says how to get it', async () => {
  expect(await captureOf(pythonProcess(42), { env: { PATH: '' } })).toMatch(
    /gdb is not installed: install it/,
  );
});

test('elsewhere than on Linux nothing is captured from outside', () => {
  const rows = parsePs(
    '  PID  PPID   RSS COMMAND\n  12  1  300 /usr/bin/python3 a.py TOKEN=x\n 13 1 5 /bin/zsh\n',
    'why',
  );
  expect(rows).toEqual([
    expect.objectContaining({
      pid: 12,
      parent: 1,
      rssBytes: 307_200,
      command: '/usr/bin/python3 a.py TOKEN=***',
      capture: 'none',
      reason: 'why',
    }),
  ]);
});

test('a process of another user needs that user or sudo', async () => {
  expect(await captureOf(pythonProcess(42, { traceable: false, uid: 33 }))).toMatch(
    /another user \(uid 33\): run the command with sudo/,
  );
});

test("the user's own process that may not be traced: ptrace_scope", async () => {
  proc.yama(1);
  expect(await captureOf(pythonProcess(42, { traceable: false }))).toMatch(
    /ptrace_scope is 1\): run the command with sudo/,
  );
});

test('ptrace_scope 3 leaves no way', async () => {
  proc.yama(3);
  expect(await captureOf(pythonProcess(42, { traceable: false }))).toMatch(
    /switched off until the next start/,
  );
});

test('root in a container needs SYS_PTRACE', async () => {
  expect(await captureOf(pythonProcess(42, { traceable: false }), { uid: 0 })).toMatch(
    /--cap-add SYS_PTRACE/,
  );
});

test('a process with a PID namespace or files of its own is marked as contained', async () => {
  proc.add(pythonProcess(42, { namespacePids: '42\t1' }));
  proc.add(pythonProcess(43, { mount: 'mnt:[2]' }));
  proc.add(pythonProcess(44));
  const rows = await listPythonProcesses(proc.around());
  expect(rows.map((row) => row.container)).toEqual([true, true, false]);
});

const PYTHON_314 = {
  '/usr/bin/python3.14': 'text',
  '/usr/lib/libpython3.14.so.1.0': { ...PYTHON_311, constants: '-3.14.2\0' },
} as const;

test('3.14 is captured by sys.remote_exec, called from a Python of its version', async () => {
  proc.program('python3.14');
  expect(await captureOf(pythonProcess(42, { program: '/opt/app', files: PYTHON_314 }))).toBe('remote_exec');
});

test.each([
  ['the environment switches it off', { environment: 'A=1\0PYTHON_DISABLE_REMOTE_DEBUG=1\0' }],
  ['the command line switches it off', { words: ['python3.14', '-X', 'disable-remote-debug', 'a.py'] }],
])('3.14 falls back to gdb when %s', async (_what, change) => {
  proc.program('python3.14');
  expect(await captureOf(pythonProcess(42, { files: PYTHON_314, ...change }))).toBe('gdb');
});

test('3.14 falls back to gdb where no Python of its version is found', async () => {
  expect(await captureOf(pythonProcess(42, { program: '/opt/app', files: PYTHON_314 }))).toBe('gdb');
});

test('3.14 in a container falls back to gdb: sys.remote_exec cannot see the script there', async () => {
  proc.program('python3.14');
  const inside = { program: '/opt/app', files: PYTHON_314, mount: 'mnt:[2]' };
  expect(await captureOf(pythonProcess(42, inside))).toBe('gdb');
});
