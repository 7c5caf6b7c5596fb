import { expect, test } from 'vitest';
import {
  columnTemplate,
  countRoom,
  leastWidth,
  nextSort,
  rowAsTsv,
} from '../../../../renderer/components/data-grid-column.ts';
import { nextIndex } from '../../../../renderer/components/grid-keys.ts';

test('a first click sorts numbers from the greatest and names from A, a second turns it round', () => {
  const name = { key: 'name' } as const;
  const count = { key: 'count', numeric: true } as const;
  expect(nextSort(null, count)).toEqual({ by: 'count', descending: true });
  expect(nextSort<'name' | 'count'>({ by: 'count', descending: true }, count)).toEqual({
    by: 'count',
    descending: false,
  });
  expect(nextSort<'name' | 'count'>({ by: 'count', descending: true }, name)).toEqual({
    by: 'name',
    descending: false,
  });
});

test('columns take their width, what is left, or what the user dragged', () => {
  const columns = [
    { key: 'name', width: 150, fill: true },
    { key: 'count', width: 78 },
  ];
  expect(columnTemplate(columns, {})).toBe('minmax(150px, 1fr) 78px');
  expect(columnTemplate(columns, { name: 99 })).toBe('99px 78px');
  expect(leastWidth(columns, { name: 99 })).toBe('calc(99px + 78px)');
});

test('a column of counts has room for every object of the heap, unless the user dragged it', () => {
  const columns = [{ key: 'count', width: 78, counts: true }];
  expect(columnTemplate(columns, {})).toBe('max(78px, var(--count-room, 0px))');
  expect(leastWidth(columns, {})).toBe('calc(max(78px, var(--count-room, 0px)))');
  expect(columnTemplate(columns, { count: 40 })).toBe('40px');
});

test('the room for counts grows with their digits and separators', () => {
  expect(countRoom(999_999)).toBe(22 + 6 * 8.5 + 4);
  expect(countRoom(100_000_000)).toBe(22 + 9 * 8.5 + 2 * 4);
});

test('a copied row has one line and no tabs of its own', () => {
  const columns = [
    { text: (row: readonly string[]) => row[0]! },
    { text: (row: readonly string[]) => row[1]! },
  ];
  expect(rowAsTsv(columns, ['a\tb\r\nc', 'd'])).toBe('a b c\td');
});

test('a copied cell is no formula where it is pasted; numbers and ids stay as they are', () => {
  const copied = (text: string): string => rowAsTsv([{ text: () => text }], null);
  for (const text of ["=cmd|' /C calc'!A0", '+1+cmd|x', '-2+3+cmd|x', '@SUM(1)*cmd|x', '-', '  =1', '@12x']) {
    expect(copied(text)).toBe(`'${text}`);
  }
  expect(copied('\t=1+1')).toBe("' =1+1");
  for (const text of ['-5', '+5.25', '-1e-7', '-1,024', '@123', 'a=b', "'='", '__main__.Foo', '']) {
    expect(copied(text)).toBe(text);
  }
});

test('keys move within the list', () => {
  const list = { active: 5, total: 10, pageRows: 4 };
  const after = (key: string): number | null => nextIndex(key, list);
  expect(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'a'].map(after)).toEqual([
    6,
    4,
    9,
    1,
    0,
    9,
    null,
  ]);
  expect(nextIndex('End', { active: 0, total: 0, pageRows: 4 })).toBeNull();
});
