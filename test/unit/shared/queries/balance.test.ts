import { describe, expect, test } from 'vitest';
import type { BalancePartKind } from '../../../../shared/analysis/memory-balance.ts';
import type { GraphProcess, HeapGraph } from '../../../../shared/graph/heap-graph.ts';
import { TYPE_HAS_GC } from '../../../../shared/graph/type-layouts.ts';
import { BALANCE_KINDS } from '../../../../shared/protocol/balance-rows.ts';
import type { Balance, BalanceKind } from '../../../../shared/protocol/balance-rows.ts';
import { askAbout } from '../../../fixtures/ask.ts';
import { graphFromText } from '../../../fixtures/graph-from-text.ts';
import { PROCESS } from '../../../fixtures/process-facts.ts';

const MB = 1_000_000;
const region = (bytes: number, residentBytes = bytes): { bytes: number; residentBytes: number } => ({
  bytes,
  residentBytes,
});

/** A list of 1000 (8000 bytes of table), a text of 3 MB, a text of 60 bytes, a dict without table. */
const HEAP = `
  app module 60 root=module:app -> .l l
  l   list 8056 len=1000 -> [0] s, [1] t, [2] d
  s   str 3000000 len=2999951
  t   str 60 len=11
  d   dict 64 len=0
`;
const BIG = 733 * 4096;

const FACTS: GraphProcess = {
  ...PROCESS,
  python: '3.11.1',
  captureMethod: 'fork',
  rssBytes: 30 * MB,
  pymalloc: { arenaBytes: 8 * MB, usedBytes: 5 * MB, freeBytes: 2 * MB, unusedPoolBytes: 1.5 * MB },
  malloc: { usedBytes: 4 * MB, freeBytes: 2 * MB, mappedBytes: BIG },
  memory: {
    ...{ anonymousBytes: 20 * MB, fileBytes: 9 * MB, sharedBytes: MB, swapBytes: 0, copyBytes: 100_000 },
    regions: {
      ...{ heap: region(6 * MB), threadHeaps: region(0), stacks: region(8 * MB, 0.1 * MB) },
      ...{ libraries: region(MB, 0.5 * MB), other: region(14 * MB, 10.5 * MB), allocator: null },
    },
  },
};

function balanceOf(facts: Partial<GraphProcess> = {}, text = HEAP): Balance {
  const graph = graphFromText(text, { process: { ...FACTS, ...facts } });
  const basic: Readonly<Record<string, number>> = { list: 40, dict: 48, str: 80 };
  const layouts: HeapGraph = {
    ...graph,
    typeLayouts: {
      flags: Uint32Array.from(graph.typeNames, (name) => (name === 'str' ? 0 : TYPE_HAS_GC)),
      basicBytes: Uint32Array.from(graph.typeNames, (name) => basic[name] ?? 0),
      itemBytes: new Uint32Array(graph.typeNames.length),
    },
  };
  return askAbout(layouts)('balance', {});
}

const bytesOf = ({ parts }: Balance, kind: BalanceKind): number =>
  parts.find((part) => part.kind === kind)?.bytes ?? 0;
const sum = ({ parts }: Balance): number => parts.reduce((total, { bytes }) => total + bytes, 0);

describe('a process’s memory as a sum', () => {
  test('objects in the blocks they take; what allocators have beside; what the system tells; and the rest', () => {
    const balance = balanceOf();
    const small = 64 + 64 + 64 + 64;
    const table = 8016;
    expect(Object.fromEntries(balance.parts.map(({ kind, bytes }) => [kind, bytes]))).toEqual({
      containers: 64 + table + 64,
      text: BIG + 64,
      code: 64,
      'python-internal': 5 * MB - small - 100_000,
      'pymalloc-overhead': MB,
      // Of arenas and mapped blocks 11 MB, 10.5 MB are in RAM.
      'pymalloc-free': 2 * MB - (8 * MB + BIG - 10.5 * MB),
      native: 4 * MB - table,
      'malloc-free': 2 * MB,
      stacks: 0.1 * MB,
      'library-data': 0.5 * MB,
      files: 9 * MB,
      shared: MB,
      rest: 30 * MB - (sum(balance) - bytesOf(balance, 'rest')),
    });
    expect(sum(balance)).toBe(30 * MB);
    // The system's own figures leave 2.9 MB that are in no region: those are the rest, and nothing else is.
    expect(bytesOf(balance, 'rest')).toBe(30 * MB - (6 + 0.1 + 0.5 + 10.5 + 9 + 1) * MB + 100_000);
    expect(balance.notes).toEqual([
      expect.stringContaining('kB that allocators count as free are not in RAM'),
    ]);
  });

  test('big blocks that are not in RAM are taken off their kind, and said', () => {
    const { memory } = FACTS;
    const regions = { ...memory!.regions!, other: region(14 * MB, 7 * MB) };
    const balance = balanceOf({ memory: { ...memory!, regions } });
    const missing = 8 * MB - 1.5 * MB + BIG - 7 * MB;
    expect(bytesOf(balance, 'text')).toBe(BIG + 64 - missing);
    expect(balance.notes.join(' ')).toContain('not in RAM');
  });

  test('free blocks of malloc count as far as their pages are in RAM', () => {
    const regions = { ...FACTS.memory!.regions!, heap: region(6 * MB, 4.5 * MB) };
    expect(bytesOf(balanceOf({ memory: { ...FACTS.memory!, regions } }), 'malloc-free')).toBe(0.5 * MB);
  });

  test('what is not told is in the rest, with the reason', () => {
    const inline = balanceOf({ malloc: null, captureMethod: 'inline' });
    expect(inline.notes).toEqual([
      expect.stringContaining('taken in the process itself'),
      expect.stringContaining('count as free'),
    ]);
    expect(bytesOf(inline, 'native')).toBe(0);
    expect(sum(inline)).toBe(30 * MB);
    const bare = balanceOf({ malloc: null, memory: null, pymalloc: null });
    expect(bare.notes).toHaveLength(3);
    expect(bare.parts.map(({ kind }) => kind)).toEqual(['containers', 'text', 'code', 'rest']);
    expect(sum(bare)).toBe(30 * MB);
    const none = balanceOf({ rssBytes: null });
    expect(none).toMatchObject({ rssBytes: null, parts: [], advice: [] });
    expect(none.notes).toHaveLength(1);
    const other = { ...FACTS.memory!, regions: { ...FACTS.memory!.regions!, allocator: 'jemalloc' } };
    expect(balanceOf({ malloc: null, memory: other }).notes.join(' ')).toContain('jemalloc');
  });

  test('advice by what there is much of', () => {
    const rssBytes = 100 * MB;
    const arenas = { arenaBytes: 60 * MB, usedBytes: 5 * MB, freeBytes: 50 * MB, unusedPoolBytes: 0 };
    expect(balanceOf({ rssBytes, pymalloc: arenas }).advice[0]).toContain('free inside Python’s arenas');
    const regions = {
      ...FACTS.memory!.regions!,
      heap: region(60 * MB),
      threadHeaps: region(40 * MB),
    };
    const heaps = {
      malloc: { usedBytes: 4 * MB, freeBytes: 50 * MB, mappedBytes: 0 },
      memory: { ...FACTS.memory!, regions, swapBytes: 20 * MB },
    };
    const free = balanceOf({ rssBytes, ...heaps });
    expect(free.advice.join('\n')).toContain('malloc_trim');
    expect(free.advice.join('\n')).toContain('MALLOC_ARENA_MAX');
    expect(free.advice.join('\n')).toContain('swapped out');
    const native = balanceOf({ rssBytes, malloc: { usedBytes: 60 * MB, freeBytes: 0, mappedBytes: 0 } });
    expect(native.advice).toEqual([expect.stringContaining('memray')]);
    expect(balanceOf({ rssBytes, malloc: null }).advice).toEqual([]);
    expect(balanceOf({ rssBytes: 30 * MB }).advice).toEqual([]);
    const garbage = balanceOf({ rssBytes }, `${HEAP}\n lost bytes 20000000`);
    expect(garbage.advice.join('\n')).toContain('gc.collect()');
  });

  test('kinds are the protocol’s', () => {
    const kinds: readonly BalancePartKind[] = BALANCE_KINDS;
    const back: readonly BalanceKind[] = kinds;
    expect(new Set(back).size).toBe(BALANCE_KINDS.length);
  });
});
