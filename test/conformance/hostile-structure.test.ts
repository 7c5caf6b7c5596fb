import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { BackrefWriter, Payload } from '../fixtures/backref-writer.ts';
import { SMALL_V8_HEAP, v8SnapshotText } from '../fixtures/v8-snapshot.ts';
import { type Ran, runInProcess } from './cli-in-process.ts';

/** Files that are made to cost more than they are: memory, time, the stack. */
const folder = mkdtempSync(path.join(tmpdir(), 'backref-bombs-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(name: string, bytes: Uint8Array | string, ...words: readonly string[]): Promise<Ran> {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  const [command = 'info', ...rest] = words;
  return runInProcess([command, file, ...rest]);
}

function expectSentence({ code, out, err }: Ran, sentence: RegExp): void {
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^backref: [^\n]+\n$/);
  expect(err).toMatch(sentence);
}

/** What a piece of work adds to the memory outside of the JavaScript heap, at most. */
async function memoryOf(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage().arrayBuffers;
  await work();
  return process.memoryUsage().arrayBuffers - before;
}

const SMALL = v8SnapshotText(SMALL_V8_HEAP);
const MB = 1 << 20;
/** A V8 snapshot up to its nodes. */
const HEAD = Buffer.from(SMALL.slice(0, SMALL.indexOf('"nodes"')));

/** A zstd frame (RFC 8878) of some bytes and of blocks that repeat one: 4 bytes stand for 128 KiB. */
function zstdOfRepeats(start: Uint8Array, blocks: number, byte: number): Uint8Array {
  const payload = new Payload()
    .u32(0xfd2fb528)
    .u8(0)
    .u8(7 << 3)
    .u16((start.length << 3) & 0xffff)
    .u8(start.length >> 13);
  for (const each of start) payload.u8(each);
  for (let left = blocks; left > 0; left--) {
    const head = ((128 << 10) << 3) | (1 << 1) | (left === 1 ? 1 : 0);
    payload
      .u16(head & 0xffff)
      .u8(head >> 16)
      .u8(byte);
  }
  return payload.bytes();
}

/** Bytes that do not compress, the same in every run (Park and Miller's generator). */
function noiseOf(length: number): Uint8Array {
  let state = 20_261_122;
  return Uint8Array.from({ length }, () => (state = (state * 48271) % 2147483647) >> 8);
}

describe('files that expand without end', () => {
  const spaces = Buffer.alloc(80 * MB, ' ');
  const inString = Buffer.concat([Buffer.from(SMALL.slice(0, SMALL.indexOf('<dummy>'))), spaces]);

  test.each([
    ['white space in gzip', 'a.heapsnapshot.gz', () => gzipSync(Buffer.concat([HEAD, spaces]))],
    ['a string in gzip', 'b.heapsnapshot.gz', () => gzipSync(inString)],
    [
      'gzip in a .backref',
      'c.backref.gz',
      () => gzipSync(Buffer.concat([new BackrefWriter().meta().file(), spaces])),
    ],
    ['repeats in zstd', 'd.heapsnapshot.zst', () => zstdOfRepeats(HEAD, 800, 0x20)],
  ])('%s: one sentence, and no memory', async (_what, name, bytes) => {
    const used = await memoryOf(async () =>
      expectSentence(await run(name, bytes()), /more than 500 times its size|bytes after the end/),
    );
    expect(used).toBeLessThan(500 * MB);
  });

  test('what compresses well but not beyond reason is read', async () => {
    const padded = SMALL.replace('"strings":', `${' '.repeat(70 * MB)}"strings":`);
    const names = `"${Buffer.from(noiseOf(300_000)).toString('base64')}`;
    const { code } = await run('ok.heapsnapshot.gz', gzipSync(padded.replace('"<dummy>', names)));
    expect(code).toBe(0);
  });
});

describe('structures that are too deep for a stack', () => {
  const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

  test('in parts of a V8 snapshot that are not read, and in its description', async () => {
    const skipped = SMALL.replace('"strings":', `"samples":${deep(1_000_000)},"strings":`);
    expect((await run('skipped.heapsnapshot', skipped)).code).toBe(0);
    const objects = SMALL.replace(
      '"strings":',
      `"samples":${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)},"strings":`,
    );
    expect((await run('objects.heapsnapshot', objects)).code).toBe(0);
    const described = SMALL.replace('"meta":{', `"meta":{"more":${deep(200_000)},`);
    const { code, err } = await run('described.heapsnapshot', described);
    if (code !== 0) expect(err).toMatch(/^backref: [^\n]+\n$/);
    expect(err).not.toMatch(/RangeError|stack|Internal/i);
  });

  test('left open', async () => {
    const open = SMALL.replace('"strings":', `"samples":${'['.repeat(1_000_000)}`);
    expectSentence(await run('open.heapsnapshot', open), /damaged in its section "samples"/);
  });

  const CHAIN = 100_000;
  const chain = (close: boolean): string => v8Chain(CHAIN, close ? 1 : null);

  test.each([
    ['a chain', false],
    ['a ring', true],
  ])('%s of 100,000 objects: every command answers', async (_what, close) => {
    const text = chain(close);
    const last = `@${String(2 * CHAIN + 1)}`;
    const name = `chain-${String(close)}.heapsnapshot`;
    expect((await run(name, text, 'types')).code).toBe(0);
    const object = await run(name, text, 'object', last, '--json');
    expect(JSON.parse(object.out)).toMatchObject({ id: last, distance: CHAIN });
    const found = await run(name, text, 'path', last, '--json');
    expect((JSON.parse(found.out) as { path: unknown[] }).path.length).toBeGreaterThan(1);
    expect((await run(name, text, 'backrefs', last, '--depth', '20')).code).toBe(0);
  });
});

/** A V8 snapshot of objects that hold each the next, the last one `back` to another. */
function v8Chain(length: number, back: number | null): string {
  const [head = ''] = SMALL.split('"nodes":');
  const counted = head
    .replace(/"node_count":\d+/, `"node_count":${String(length + 1)}`)
    .replace(/"edge_count":\d+/, `"edge_count":${String(length + (back === null ? 0 : 1))}`);
  const nodes: string[] = ['9,0,1,0,1,0'];
  const edges: string[] = ['1,1,6'];
  for (let node = 1; node <= length; node++) {
    const isLast = node === length;
    nodes.push(`3,0,${String(2 * node + 1)},16,${isLast && back === null ? '0' : '1'},0`);
    if (!isLast) edges.push(`2,0,${String(6 * (node + 1))}`);
    else if (back !== null) edges.push(`2,0,${String(6 * back)}`);
  }
  return `${counted}"nodes":[${nodes.join(',')}],"edges":[${edges.join(',')}],"strings":["x"]}`;
}

describe('numbers that are none', () => {
  test('facts of a process beyond reason are unknown, never NaN or negative', async () => {
    const facts = {
      pid: -1,
      rssBytes: -5,
      peakRssBytes: 1e308,
      gc: { enabled: true, counts: [-1, 1.5, 'x'], thresholds: [1e400, null], frozen: -3 },
      pymalloc: { arenaBytes: -1, usedBytes: 'x', freeBytes: 2 ** 70 },
      malloc: { usedBytes: -1, freeBytes: null, mappedBytes: [] },
      memory: { anonymousBytes: 'x', regions: { heap: 1 } },
      threads: [{ ident: 1e300, name: 5, frames: [{ function: 'f', file: 'x', line: -1.5 }] }],
    };
    const file = new BackrefWriter().meta(facts).tail({ seconds: -1, problems: [] }).file();
    const text = await run('facts.backref', file);
    expect(text.code).toBe(0);
    expect(text.out).not.toMatch(/NaN|Infinity|undefined|\[object|(?<![\w.])-\d/);
    const { out } = await run('facts.backref', file, 'info', '--json');
    expect(out).not.toMatch(/NaN|Infinity|: -\d/);
  });

  test.each(['1e400', '-1', '1.5', '99999999999999999999', '"7"', 'null', 'NaN', 'Infinity', '0x10', '1_0'])(
    'a count of %s in a V8 snapshot',
    async (count) => {
      const damaged = SMALL.replace(/"node_count":\d+/, `"node_count":${count}`);
      expectSentence(await run('count.heapsnapshot', damaged), /\w/);
    },
  );
});
