import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFileByteSource } from '../../node/worker/file-byte-source.ts';
import { nodeCodecs } from '../../node/worker/codecs.ts';
import { UNWATCHED } from '../../shared/analysis/work-context.ts';
import { EngineService } from '../../shared/engine/engine-service.ts';
import type { AdviceKind } from '../../shared/protocol/advice-kinds.ts';
import type { AdviceRow } from '../../shared/protocol/advice-rows.ts';
import { pythonsToTest } from '../fixtures/find-python.ts';

/*
 * Advice and balance of a real program beside what the program says of itself (sys.getsizeof, and what it planted).
 * Resident memory is measured by `node test/bench/advice-slots.mjs` and `advice-balance.mjs`.
 */

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Allocators round up to 16 bytes and need some more for themselves. */
const ROUNDING = 16;

interface Planted {
  readonly count: number;
  readonly textBytes: number;
  readonly bytesBytes: number;
  readonly deletedTable: number;
  readonly emptyBytes: number;
  readonly floatBytes: number;
  readonly slottedBytes: number;
  readonly plainLeast: number;
}

const pythons = pythonsToTest();

test('there is a Python to test with', () => {
  expect(pythons.length).toBeGreaterThan(0);
});

describe.each(pythons)('advice about a program of Python %s', (version, python) => {
  const engine = new EngineService(nodeCodecs);
  let folder: string;
  let planted: Planted;
  let advice: readonly AdviceRow[];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'backref-advice-'));
    const file = path.join(folder, 'program.backref');
    const program = path.join(ROOT, 'test/fixtures/advice_program.py');
    const out = execFileSync(python, [program, file, path.join(ROOT, 'assets/agent')], {
      cwd: folder,
      encoding: 'utf8',
    });
    planted = JSON.parse(out) as Planted;
    const source = await openFileByteSource(file);
    await engine.open(source, { snapshot: 's', ...UNWATCHED });
    await source.close();
    advice = engine.call('s', 'advice', {}, UNWATCHED).advice;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const row = (kind: AdviceKind, type: string | null): AdviceRow => {
    const found = advice.find((each) => each.kind === kind && each.type === type);
    expect(
      found,
      `${kind} ${String(type)} among ${advice.map((each) => each.kind).join(', ')}`,
    ).toBeDefined();
    return found!;
  };
  const between = (value: number, least: number, most: number): void => {
    expect(value).toBeGreaterThanOrEqual(least);
    expect(value).toBeLessThanOrEqual(most);
  };

  test('slots, with what varies', () => {
    const found = row('slots', '__main__.Plain');
    expect(found.count).toBe(planted.count);
    expect(found.attributes.map(({ name, constant }) => [name, constant])).toEqual([
      ['number', null],
      ['currency', "'EUR'"],
      ['parent', 'None'],
    ]);
    // The program knows both sizes from 3.10 down; later ones hide inline values from it.
    const least = planted.count * (planted.plainLeast - planted.slottedBytes);
    if (Number(version.split('.')[1]) < 11)
      between(found.savedBytes, least, least + 4 * ROUNDING * planted.count);
    else expect(found.savedBytes).toBeGreaterThan(24 * planted.count);
  });

  test('copies of texts, bytes and tuples', () => {
    const texts = row('duplicate-strings', 'str');
    const copies = texts.examples.filter(({ preview }) => preview.startsWith("'planted text"));
    expect(copies).toHaveLength(Math.min(8, texts.examples.length));
    for (const { count, savedBytes } of copies) {
      expect(count).toBe(planted.count / 10);
      between(savedBytes, 149 * planted.textBytes, 149 * (planted.textBytes + ROUNDING));
    }
    const bytes = row('duplicate-bytes', 'bytes');
    between(
      bytes.savedBytes,
      (planted.count - 5) * planted.bytesBytes,
      (planted.count + 50) * (planted.bytesBytes + ROUNDING),
    );
    const tuples = row('duplicate-tuples', 'tuple');
    expect(tuples.examples[0]).toMatchObject({ count: planted.count / 20 });
    between(tuples.count, 2 * planted.count, 2 * planted.count + 400);
  });

  test('collections with too much room, empty ones, numbers in lists', () => {
    const sparse = row('sparse-collections', 'dict');
    expect(sparse.examples[0]).toMatchObject({ type: 'dict', preview: 'dict of 20' });
    between(sparse.examples[0]!.savedBytes, planted.deletedTable - 4096, planted.deletedTable + 8192);
    const empty = row('empty-collections', 'list');
    between(empty.count, planted.count, planted.count + 200);
    between(
      empty.savedBytes,
      planted.count * planted.emptyBytes,
      empty.count * (planted.emptyBytes + 2 * ROUNDING),
    );
    const boxed = row('boxed-numbers', 'list');
    const floats = boxed.examples.filter(({ preview }) => preview === 'list of 100');
    expect(floats).toHaveLength(8);
    for (const { savedBytes } of floats)
      between(savedBytes, 100 * planted.floatBytes, 100 * (planted.floatBytes + 10));
  });

  test.skipIf(process.platform !== 'linux')('the balance adds up, and little is left', () => {
    const balance = engine.call('s', 'balance', {}, UNWATCHED);
    const sum = balance.parts.reduce((total, { bytes }) => total + bytes, 0);
    expect(sum).toBe(balance.rssBytes);
    const rest = balance.parts.find(({ kind }) => kind === 'rest')!.bytes;
    expect(Math.abs(rest)).toBeLessThan(0.05 * balance.rssBytes!);
    expect(balance.parts.every(({ kind, bytes }) => kind === 'rest' || bytes > 0)).toBe(true);
  });
});
