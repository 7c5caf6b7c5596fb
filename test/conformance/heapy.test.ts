import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFileByteSource } from '../../node/worker/file-byte-source.ts';
import { nodeCodecs } from '../../node/worker/codecs.ts';
import { UNWATCHED } from '../../shared/analysis/work-context.ts';
import { EngineService } from '../../shared/engine/engine-service.ts';
import type { GroupKey, ObjectSet } from '../../shared/protocol/object-set.ts';
import { findPython } from '../fixtures/find-python.ts';

/*
 * heapy beside Backref on test/fixtures/heapy_program.py. The figures are those of guppy3 3.1.7 (commit 47921b0, built
 * from source) asked in the program's own process on CPython 3.10.13 and 3.11.7, which stand for their minor versions;
 * a snapshot taken of that very process gave the same answers. The test itself needs no guppy.
 *
 * All agree but for one thing that is explained: heapy goes by tp_traverse, which leaves out the keys of a dict that has
 * only text keys. To heapy nothing refers to such keys ("<Nothing>"), so that the domisize of CACHE is without its
 * thousand keys of 55,890 B. heapy's domisize of CACHE and its keys together is what Backref says of CACHE.
 */

type Row = readonly [key: string, count: number, bytes: number];

interface HeapyFigures {
  readonly byclodo: readonly Row[];
  readonly orderBytes: number;
  readonly domisize: Readonly<
    Record<'orders' | 'customers' | 'points' | 'both' | 'CACHE' | 'CACHE and its keys', number>
  >;
}

const HEAPY: Readonly<Record<string, HeapyFigures>> = {
  '3.10': {
    byclodo: [
      ['__main__.Customer', 100, 4800],
      ['__main__.Order', 1000, 48_000],
      ['__main__.Point', 500, 24_000],
      ['dict of __main__.Customer', 100, 10_400],
      ['dict of __main__.Order', 1000, 104_000],
      ['str', 1000, 70_890],
    ],
    orderBytes: 48_000,
    domisize: {
      ...{ orders: 282_890, customers: 39_590, points: 66_500, both: 322_480 },
      ...{ CACHE: 36_960, 'CACHE and its keys': 92_850 },
    },
  },
  '3.11': {
    byclodo: [
      ['__main__.Customer', 100, 5600],
      ['__main__.Order', 1000, 56_000],
      ['__main__.Point', 500, 24_000],
      ['dict of __main__.Customer', 100, 8800],
      ['dict of __main__.Order', 1000, 96_000],
      ['str', 1000, 70_890],
    ],
    orderBytes: 56_000,
    domisize: {
      ...{ orders: 282_890, customers: 38_790, points: 66_500, both: 321_680 },
      ...{ CACHE: 26_032, 'CACHE and its keys': 81_922 },
    },
  },
};
const KEY_BYTES = 55_890;

const ROOT = path.resolve(import.meta.dirname, '../..');

const ALL: ObjectSet = { kind: 'all' };
const type = (name: string): ObjectSet => ({ kind: 'type', type: name });
const kind = (key: string): ObjectSet => ({ kind: 'group', of: ALL, by: 'owner', key });
const either = (left: ObjectSet, ...others: readonly ObjectSet[]): ObjectSet =>
  others.reduce((sum, right) => ({ kind: 'or', left: sum, right }), left);
const where = (set: ObjectSet, query: string): ObjectSet => ({ kind: 'where', set, query });
const heldBy = (of: ObjectSet): ObjectSet => ({ kind: 'referents', of });

const orders = type('__main__.Order');
const customers = type('__main__.Customer');
const points = type('__main__.Point');
const orderDicts = kind('dict of __main__.Order');
const customerDicts = kind('dict of __main__.Customer');
const notes = where(heldBy(orderDicts), 'type = "str" and preview ~ "for the order"');
const lists = where(either(heldBy(orderDicts), heldBy(customerDicts)), 'type = "list"');
const cache = where(type('dict'), 'len = 1000');

describe.each(Object.entries(HEAPY))('heapy on Python %s', (version, heapy) => {
  const python = findPython(version);
  const engine = new EngineService(nodeCodecs);
  let folder: string;

  beforeAll(async () => {
    if (python === null) return;
    folder = mkdtempSync(path.join(tmpdir(), 'backref-heapy-'));
    const file = path.join(folder, 'program.backref');
    const program = path.join(ROOT, 'test/fixtures/heapy_program.py');
    execFileSync(python, [program, file, path.join(ROOT, 'assets/agent')], { cwd: folder, stdio: 'ignore' });
    const source = await openFileByteSource(file);
    await engine.open(source, { snapshot: 's', ...UNWATCHED });
    await source.close();
  });
  afterAll(() => python !== null && rmSync(folder, { recursive: true }));

  const groups = (set: ObjectSet, by: GroupKey): Row[] => {
    const sort = { by: 'key', descending: false } as const;
    const { rows } = engine.call('s', 'group', { offset: 0, limit: 100, set, by, sort }, UNWATCHED);
    return rows.map(({ key, count, shallowBytes }) => [key, count, shallowBytes]);
  };
  const retained = (set: ObjectSet): number =>
    engine.call('s', 'set-summary', { set }, UNWATCHED).retainedBytes;

  test.skipIf(python === null)('byclodo is the grouping by owner', () => {
    const set = either(orders, customers, points, orderDicts, customerDicts, notes);
    expect(groups(set, 'owner')).toEqual(heapy.byclodo);
  });

  test.skipIf(python === null)('byrcs is the grouping by referrers', () => {
    expect(groups(orders, 'referrers')).toEqual([['dict (no owner), list', 1000, heapy.orderBytes]]);
    expect(groups(notes, 'referrers')).toEqual([['dict of __main__.Order', 1000, 70_890]]);
    expect(groups(lists, 'referrers')).toEqual([
      ['dict of __main__.Customer', 100, 18_400],
      ['dict of __main__.Order', 1000, 60_000],
    ]);
  });

  test.skipIf(python === null)('bysize is the grouping by size', () => {
    expect(groups(notes, 'size')).toEqual([
      ['69', 10, 690],
      ['70', 90, 6300],
      ['71', 900, 63_900],
    ]);
    expect(groups(points, 'size')).toEqual([['48', 500, 24_000]]);
  });

  test.skipIf(python === null)(
    'domisize is the retained size of the set as a whole, text keys excepted',
    () => {
      const { domisize } = heapy;
      expect(retained(orders)).toBe(domisize.orders);
      expect(retained(customers)).toBe(domisize.customers);
      expect(retained(points)).toBe(domisize.points);
      expect(retained(either(orders, customers))).toBe(domisize.both);
      expect(retained(cache)).toBe(domisize['CACHE and its keys']);
      expect(retained(cache)).toBe(domisize.CACHE + KEY_BYTES);
    },
  );
});
