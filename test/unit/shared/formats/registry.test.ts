import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { backrefReader } from '../../../../shared/formats/backref/reader.ts';
import { readSnapshot } from '../../../../shared/formats/read-snapshot.ts';
import { FORMAT_READERS, recogniseFormat } from '../../../../shared/formats/registry.ts';
import { sample } from '../../../fixtures/backref-sample.ts';
import { memorySource, QUIET_CONTEXT } from '../../../fixtures/memory-source.ts';

const message = (head: string | Uint8Array | readonly number[]): string => {
  const bytes = typeof head === 'string' ? Buffer.from(head) : Uint8Array.from(head);
  try {
    recogniseFormat(bytes, 'x.backref');
  } catch (error) {
    expect(error).toMatchObject({ code: 'not-recognised' });
    return (error as Error).message;
  }
  return 'recognised';
};

describe('a file is recognised by its content', () => {
  test('under any name', () => {
    expect(recogniseFormat(sample().file(), 'unknown')).toBe(backrefReader);
    expect(recogniseFormat(sample().file(), 'x.heapsnapshot')).toBe(backrefReader);
  });

  test('and each format has its own short name', () => {
    const names = FORMAT_READERS.map(({ format }) => format);
    expect(new Set(names).size).toBe(names.length);
  });
});

test('what is no snapshot is said to look like what it is', () => {
  expect(message('')).toBe('The file is empty.');
  expect(message('hello\nworld\n')).toMatch(/a text file\.$/u);
  expect(message('größe 日本語')).toMatch(/a text file\.$/u);
  expect(message('{"a": 1}')).toMatch(/a JSON file of another kind\.$/u);
  expect(message([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])).toMatch(/a PNG picture\.$/u);
  expect(message([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])).toMatch(/core dump\.$/u);
  expect(message([0x80, 4, 0x95, 0])).toMatch(/a Python pickle\.$/u);
  expect(message(gzipSync('x'))).toMatch(/gzip file inside of a compressed file\.$/u);
  expect(message(new Uint8Array(5000))).toMatch(/a file of zeros\.$/u);
  expect(message(deflateSync('some compressed data, which is of no known kind'))).toMatch(
    /an unknown kind\.$/u,
  );
  expect(message([0x89, 0x42, 0x41])).toMatch(/^The file is no heap snapshot/u);
});

test('reading begins at the first byte after the content was looked at, in chunks of any length', async () => {
  const bytes = sample().file();
  for (const chunkBytes of [1, 100, 1 << 20]) {
    const graph = await readSnapshot(memorySource(bytes, 'unknown', chunkBytes), QUIET_CONTEXT);
    expect(graph.facts.format).toBe('backref');
    expect(graph.nodeCount).toBe(16);
  }
});
