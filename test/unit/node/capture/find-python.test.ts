import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPython, type PythonAnswer } from '../../../../node/capture/find-python.ts';

const GOOD: PythonAnswer = { implementation: 'cpython', version: '3.11.7', is64Bit: true, hasLock: true };

let folder: string;
const at = (...names: readonly string[]) => path.join(folder, ...names);
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'backref-pythons-'));
  for (const name of ['both/python3', 'both/python', 'one/python', 'win/python.exe']) {
    mkdirSync(at(path.dirname(name)), { recursive: true });
    writeFileSync(at(name), '');
    chmodSync(at(name), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Looks in folders of PATH, where the programs answer as told; others are no Python. */
function find(
  folders: readonly string[],
  answers: Readonly<Record<string, Partial<PythonAnswer>>>,
  wanted: string | null = null,
  platform: NodeJS.Platform = 'linux',
) {
  const env = { PATH: folders.map((name) => at(name)).join(path.delimiter) };
  const known = new Map(Object.entries(answers).map(([name, answer]) => [at(name), { ...GOOD, ...answer }]));
  return findPython(wanted, env, platform, async (file) => known.get(file) ?? null);
}

test('python3, or else python, on PATH', async () => {
  expect(await find(['one', 'both'], { 'both/python3': {}, 'one/python': {} })).toBe(at('both/python3'));
  expect(await find(['one'], { 'one/python': {} })).toBe(at('one/python'));
  expect(await find(['win'], { 'win/python.exe': {} }, null, 'win32')).toBe(at('win/python.exe'));
});

test('one that does not answer or is too old is passed over for one that does', async () => {
  expect(await find(['both'], { 'both/python': {} })).toBe(at('both/python'));
  expect(await find(['both'], { 'both/python3': { version: '3.7.16' }, 'both/python': {} })).toBe(
    at('both/python'),
  );
});

test('the one that was asked for, by name or path, and no other', async () => {
  expect(await find(['both'], { 'both/python3': {}, 'both/python': {} }, 'python')).toBe(at('both/python'));
  expect(await find([], { 'one/python': {} }, at('one/python'))).toBe(at('one/python'));
  await expect(find(['both'], { 'both/python3': {} }, 'python')).rejects.toThrow(
    'python is no Python that can be started.',
  );
});

test.each([
  [{ version: '2.7.18' }, 'is Python 2.7.18; the agent needs 3.8 or later. Name another with --python.'],
  [{ version: '3.7.16' }, 'is Python 3.7.16; the agent needs 3.8 or later.'],
  [{ implementation: 'pypy' }, 'is pypy; the agent reads CPython only.'],
  [{ is64Bit: false }, 'is a 32-bit Python; the agent reads 64-bit CPython only.'],
  [
    { version: '3.14.0', hasLock: false },
    'is a free-threaded build of Python, which the agent does not read.',
  ],
])('%j is refused with its path', async (answer, sentence) => {
  const refused = find(['one'], { 'one/python': answer });
  await expect(refused).rejects.toThrow(`${at('one/python')} ${sentence}`);
  await expect(refused).rejects.toMatchObject({ code: 'unsupported' });
});

test('no Python at all', async () => {
  await expect(find([], {})).rejects.toMatchObject({
    code: 'no-tool',
    message: 'There is no Python on PATH: install Python 3.8 or later, or name one with --python.',
  });
});
