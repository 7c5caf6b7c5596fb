import { describe, expect, test } from 'vitest';
import { instanceLayout } from '../../../../shared/analysis/instance-layout.ts';
import {
  copiedSetTable,
  DICT_BYTES,
  dictLog2For,
  dictTableOf,
  pythonMemory,
  SET_BYTES,
} from '../../../../shared/analysis/python-memory.ts';
import type { PythonMemory } from '../../../../shared/analysis/python-memory.ts';
import { TYPE_HAS_DICT, TYPE_KEEPS_INLINE } from '../../../../shared/graph/type-layouts.ts';
import { graphFromText } from '../../../fixtures/graph-from-text.ts';
import { PROCESS } from '../../../fixtures/process-facts.ts';

function memoryOf(minor: number): PythonMemory {
  return pythonMemory(graphFromText('', { process: { ...PROCESS, python: `3.${String(minor)}.1 (main)` } }));
}

describe('tables as CPython makes them', () => {
  /** sys.getsizeof of dicts with so many int keys and so many str keys, said by the interpreters themselves. */
  test.each<[number, number, number, number]>([
    ...[8, 10].flatMap((minor): [number, number, number, number][] => [
      [minor, 5, 232, 232],
      [minor, 6, 360, 360],
      [minor, 11, 640, 640],
      [minor, 22, 1176, 1176],
      [minor, 85, 2272, 2272],
      [minor, 86, 4696, 4696],
      [minor, 171, 9312, 9312],
      [minor, 1000, 36_960, 36_960],
    ]),
    ...[11, 12, 13].flatMap((minor): [number, number, number, number][] => [
      [minor, 5, 224, 184],
      [minor, 6, 352, 272],
      [minor, 11, 632, 464],
      [minor, 22, 1168, 832],
      [minor, 85, 2264, 1584],
      [minor, 86, 4688, 3328],
      [minor, 171, 9304, 6576],
      [minor, 1000, 36_952, 26_032],
    ]),
  ])('3.%i: a dict of %i', (minor, entries, ofNumbers, ofTexts) => {
    const memory = memoryOf(minor);
    const log2 = dictLog2For(entries);
    expect(DICT_BYTES + memory.dictTableBytes(log2, 24)).toBe(ofNumbers);
    expect(DICT_BYTES + memory.dictTableBytes(log2, minor >= 11 ? 16 : 24)).toBe(ofTexts);
    expect(dictTableOf(memory, ofNumbers)).toEqual({ log2, entryBytes: 24 });
    expect(dictTableOf(memory, ofTexts)).toEqual({ log2, entryBytes: minor >= 11 ? 16 : 24 });
    expect(dictTableOf(memory, ofTexts + 8)).toBeNull();
  });

  /** sys.getsizeof(set(s)) of a set with so many members. */
  test.each([
    [1, 216],
    [4, 216],
    [5, 472],
    [8, 728],
    [18, 1240],
    [19, 1240],
    [100, 4312],
    [1000, 32_984],
  ])('the copy of a set of %i', (members, bytes) => {
    expect(SET_BYTES + copiedSetTable(members)).toBe(bytes);
  });

  test('empty dicts have no table', () => {
    expect(dictTableOf(memoryOf(11), DICT_BYTES)).toBeNull();
  });
});

describe('what a block takes in RAM', () => {
  test('up to 512 bytes a share of a pool: 4 KiB to 3.9, 16 KiB since', () => {
    expect(memoryOf(9).allocated(64)).toBe(4096 / 63);
    expect(memoryOf(10).allocated(64)).toBe(16_384 / 255);
    expect(memoryOf(9).allocated(49)).toBe(memoryOf(9).allocated(64));
    expect(memoryOf(9).allocated(512)).toBe(4096 / 7);
    expect(memoryOf(9).allocated(0)).toBe(0);
  });

  test('beyond from malloc: with its head, in steps of 16, great ones in pages', () => {
    expect(memoryOf(13).allocated(513)).toBe(528);
    expect(memoryOf(13).allocated(520)).toBe(528);
    expect(memoryOf(13).allocated(521)).toBe(544);
    expect(memoryOf(13).allocated(1_000_000)).toBe(245 * 4096);
  });

  test('without Python’s allocator all is from malloc', () => {
    const memory = {
      ...{ anonymousBytes: 1, fileBytes: 0, sharedBytes: 0, swapBytes: 0, copyBytes: 0, regions: null },
    };
    const process = { ...PROCESS, python: '3.11.1', pymalloc: null, memory };
    expect(pythonMemory(graphFromText('', { process })).allocated(40)).toBe(48);
    expect(pythonMemory(graphFromText('', { process })).allocated(1)).toBe(32);
  });
});

/**
 * Growth of resident memory an instance, measured with 100,000 instances of a class with so many attributes, plain and
 * with slots (without the 8 bytes of the list they are in); and the shallow sizes that the agent gave.
 */
const MEASURED: readonly (readonly [
  minor: number,
  attributes: number,
  object: number,
  dict: number,
  plain: number,
  slotted: number,
])[] = [
  [8, 1, 48, 104, 161.9, 48.1],
  [8, 5, 48, 104, 161.9, 81.3],
  [8, 8, 48, 144, 195.0, 96.9],
  [8, 20, 48, 232, 291.2, 194.4],
  [10, 1, 48, 104, 160.5, 48.1],
  [10, 8, 48, 144, 192.7, 96.4],
  [10, 20, 48, 232, 290.4, 192.8],
  [11, 1, 56 + 8 + 16, 0, 96.3, 48.1],
  [11, 3, 56 + 8 + 32, 0, 112.3, 64.2],
  [11, 8, 56 + 16 + 72, 0, 160.6, 96.4],
  [12, 1, 48 + 8 + 16, 0, 80.4, 48.2],
  [12, 5, 48 + 8 + 48, 0, 112.3, 80.4],
  [13, 1, 48 + 8 + 24, 0, 80.4, 48.2],
  [13, 8, 48 + 8 + 80, 0, 145.0, 96.4],
  [13, 20, 48 + 24 + 8 * 22, 0, 260.2, 192.8],
];

describe('instances, plain and with slots', () => {
  test.each(MEASURED)(
    '3.%i with %i attributes: within 2 %% of what was measured',
    (minor, attributes, ...bytes) => {
      const [object, dict, plain, slotted] = bytes;
      const layout = instanceLayout(memoryOf(minor), {
        flags: TYPE_HAS_DICT | (minor >= 11 ? TYPE_KEEPS_INLINE : 0),
        basicBytes: minor >= 12 ? 16 : minor === 11 ? 24 : 32,
        ...{ itemBytes: 0, slots: 0, attributes, weakly: false },
      });
      const now = layout!.objectBytes(object) + (dict === 0 ? 0 : layout!.dictBytes(dict));
      expect(Math.abs(now / plain - 1)).toBeLessThan(0.02);
      expect(Math.abs(layout!.slottedBytes! / slotted - 1)).toBeLessThan(0.02);
    },
  );

  test('classes that derive from ones with a body written in C have no rule', () => {
    const shape = { flags: TYPE_HAS_DICT, itemBytes: 0, slots: 0, attributes: 1, weakly: false };
    expect(instanceLayout(memoryOf(10), { ...shape, basicBytes: 32 })).not.toBeNull();
    expect(instanceLayout(memoryOf(10), { ...shape, basicBytes: 64 })).toBeNull();
    expect(instanceLayout(memoryOf(10), { ...shape, basicBytes: 0 })).toBeNull();
    expect(instanceLayout(memoryOf(10), { ...shape, basicBytes: 32, itemBytes: 4 })).toBeNull();
    expect(instanceLayout(memoryOf(11), { ...shape, basicBytes: 24 })).toBeNull();
  });

  test('weak references need a place of their own', () => {
    const shape = { flags: TYPE_HAS_DICT, basicBytes: 32, itemBytes: 0, slots: 0, attributes: 2 };
    const without = instanceLayout(memoryOf(10), { ...shape, weakly: false });
    const within = instanceLayout(memoryOf(10), { ...shape, weakly: true });
    expect(without!.slottedBytes).toBe(16_384 / 340);
    expect(within!.slottedBytes).toBe(16_384 / 255);
  });
});
