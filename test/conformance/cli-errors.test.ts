import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomV8Snapshot } from '../fixtures/random-v8-snapshot.ts';
import { type Ran, runInProcess } from './cli-in-process.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SAMPLE = readFileSync(path.join(ROOT, 'assets/samples/leak.backref'));
const V8_SNAPSHOT = Buffer.from(randomV8Snapshot(7));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'backref-errors-'));
  mkdirSync(path.join(folder, 'folder'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the built command in a process of its own. */
function spawnCommand(words: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const program = path.join(ROOT, 'bin/backref.js');
    execFile(process.execPath, [program, ...words], { cwd: folder, timeout: 30_000 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
    });
  });
}

function expectOneLine({ code, out, err }: Ran, name: string): void {
  expect(err).toMatch(/^backref: .+\n$/);
  expect(err).toContain(`backref: ${name}: `);
  expect(err.split('\n')).toHaveLength(2);
  expect(err).not.toMatch(
    /\bat \S+ \(|\bat file:|undefined|\bNaN\b|\[object|Internal error|TypeError|RangeError/,
  );
  expect({ code, out }).toEqual({ code: 1, out: '' });
}

async function runOnBytes(name: string, bytes: Uint8Array, run = runInProcess): Promise<Ran> {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return run(['info', file]);
}

/** Positions in the file, the same in every run, close together at both ends. */
function positions(count: number, length: number): number[] {
  const spread = Array.from({ length: count - 20 }, (_, index) =>
    Math.floor(((index + 0.5) * length) / (count - 20)),
  );
  const ends = Array.from({ length: 10 }, (_, index) => [index * 3, length - 1 - index * 3]).flat();
  return [...new Set([...spread, ...ends])];
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const tooNew = (): Buffer => {
  const bytes = Buffer.from(SAMPLE);
  bytes.writeUInt16LE(2, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 12)), 12);
  return bytes;
};

/** CRC-32 bit by bit, after the definition; independent of the reader's table. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

const WRONG_FILES: readonly (readonly [string, () => Uint8Array, RegExp])[] = [
  ['empty.backref', () => Buffer.alloc(0), /empty/],
  ['plain.backref', () => Buffer.from('hello, world\n'.repeat(100)), /no heap snapshot|not recognised/],
  ['picture.png', () => PNG, /PNG/],
  [
    'magic.backref',
    () => Buffer.concat([Buffer.from('\x89BACKXX\n', 'latin1'), SAMPLE.subarray(8)]),
    /no heap snapshot/,
  ],
  ['new.backref', tooNew, /2\.0|version 2/],
  ['html.heapsnapshot', () => Buffer.from('<!doctype html><title>x</title>'), /text file/],
  ['json.heapsnapshot', () => Buffer.from('{"a":1}'), /./],
  ['zeros.backref', () => Buffer.alloc(100_000), /no heap snapshot/],
  ['cut.backref.gz', () => gzipSync(SAMPLE).subarray(0, 10_000), /./],
  ['nothing.gz', () => gzipSync(Buffer.alloc(0)), /empty/],
];

describe('files that are no snapshot give one clear line', () => {
  test.each(WRONG_FILES)('%s', async (name, bytes, message) => {
    const ran = await runOnBytes(name, bytes());
    expectOneLine(ran, path.join(folder, name));
    expect(ran.err).toMatch(message);
  });

  test('a missing file and a folder', async () => {
    const missing = path.join(folder, 'missing.backref');
    expectOneLine(await runInProcess(['types', missing]), missing);
    expectOneLine(await runInProcess(['types', path.join(folder, 'folder')]), path.join(folder, 'folder'));
  });
});

describe('files cut off give one clear line', () => {
  test.each(positions(20, SAMPLE.length).map((length) => [length]))(
    '.backref after %d bytes',
    async (length) => {
      const ran = await runOnBytes('cut.backref', SAMPLE.subarray(0, length));
      expectOneLine(ran, path.join(folder, 'cut.backref'));
    },
  );

  test.each(positions(20, V8_SNAPSHOT.length - 20).map((length) => [length]))(
    '.heapsnapshot after %d bytes',
    async (length) => {
      const ran = await runOnBytes('cut.heapsnapshot', V8_SNAPSHOT.subarray(0, length));
      expectOneLine(ran, path.join(folder, 'cut.heapsnapshot'));
    },
  );
});

describe('files with one bit flipped', () => {
  const flipped = (bytes: Buffer, position: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[position] = copy[position]! ^ (1 << (position % 8));
    return copy;
  };

  test('.backref: in all of 200 places the damage is found', async () => {
    for (const position of positions(200, SAMPLE.length)) {
      const ran = await runOnBytes('flip.backref', flipped(SAMPLE, position));
      expect(ran.code, `bit flipped at byte ${position}`).toBe(1);
      expectOneLine(ran, path.join(folder, 'flip.backref'));
    }
  });

  test('.heapsnapshot: in 200 places either an error or a valid file, never a crash', async () => {
    let errors = 0;
    for (const position of positions(200, V8_SNAPSHOT.length)) {
      const ran = await runOnBytes('flip.heapsnapshot', flipped(V8_SNAPSHOT, position));
      if (ran.code === 0) expect(ran.err).toBe('');
      else {
        errors++;
        expectOneLine(ran, path.join(folder, 'flip.heapsnapshot'));
      }
    }
    expect(errors).toBeGreaterThan(20);
  });
});

describe('the built command in a process of its own', () => {
  test.each(WRONG_FILES.slice(0, 5))('%s', async (name, bytes) => {
    expectOneLine(await runOnBytes(name, bytes(), spawnCommand), path.join(folder, name));
  });

  test('a cut file, a flipped bit, a missing file', async () => {
    const cut = await runOnBytes('cut.backref', SAMPLE.subarray(0, 70_000), spawnCommand);
    expectOneLine(cut, path.join(folder, 'cut.backref'));
    const flip = Buffer.from(SAMPLE);
    flip[50_000]! ^= 4;
    expectOneLine(await runOnBytes('flip.backref', flip, spawnCommand), path.join(folder, 'flip.backref'));
    expectOneLine(await spawnCommand(['info', 'missing.backref']), 'missing.backref');
  });

  test('the sample opens', async () => {
    const { code, out, err } = await spawnCommand([
      'info',
      path.join(ROOT, 'assets/samples/leak.backref'),
      '--json',
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect((JSON.parse(out) as { format: string }).format).toBe('backref');
  });
});
