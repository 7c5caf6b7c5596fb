import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ElfFile } from '../../../../node/capture/elf-file.ts';
import { PythonBuilds, versionOfHex } from '../../../../node/capture/python-build.ts';
import { PYTHON_311 } from './fake-proc.ts';
import { tinyElf } from './tiny-elf.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'backref-elf-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: Buffer | string): string {
  const file = path.join(folder, 'file');
  writeFileSync(file, content);
  return file;
}

test('symbols that are defined, also those whose names end alike', () => {
  const elf = ElfFile.open(
    fileWith(tinyElf({ symbols: { My_Py_Run: 5, Py_Run: 0x1234 }, imports: ['Py_Other'] })),
  )!;
  expect([...elf.symbols(['Py_Run', 'Py_Other', 'Py_Missing'])]).toEqual([['Py_Run', 0x1234]]);
  elf.close();
});

test('addresses are relative to where the file asks to be loaded', () => {
  const build = new PythonBuilds().read(fileWith(tinyElf({ ...PYTHON_311, base: 0x400 })), 'python3.11')!;
  expect(build.symbols.get('Py_AddPendingCall')).toBe(0x1000 - 0x400);
});

test.each([
  ['a text', 'hello'],
  ['a header alone', tinyElf(PYTHON_311).subarray(0, 70)],
  ['a file cut off in its tables', tinyElf(PYTHON_311).subarray(0, 300)],
  ['a symbol table beyond the end', Buffer.concat([tinyElf(PYTHON_311).fill(0xff, 40, 47)])],
])('%s is no program, and no exception', (_what, content) => {
  expect(new PythonBuilds().read(fileWith(content), 'python3.11')).toBeNull();
});

test('a version number as CPython packs it', () => {
  expect(versionOfHex(0x030b07f0)).toBe('3.11.7');
  expect(versionOfHex(0x030f00b2)).toBe('3.15.0b2');
  expect(versionOfHex(0x030e00c1)).toBe('3.14.0rc1');
});
