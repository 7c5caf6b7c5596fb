import { expect, test } from 'vitest';
import { treeMove } from '../../../../renderer/components/tree-keys.ts';

const lines = [
  { key: 'a', parent: '', kind: 'row', isOpen: true },
  { key: 'a,b', parent: 'a', kind: 'row', isOpen: false },
  { key: 'a,c', parent: 'a', kind: 'row', isOpen: null },
  { key: 'a…', parent: 'a', kind: 'more' },
  { key: 'd', parent: '', kind: 'row', isOpen: null },
];

test('Right opens a branch and goes into an open one; Left closes it or goes to the row above', () => {
  expect(treeMove('ArrowRight', lines, 1, 10)).toBe('toggle');
  expect(treeMove('ArrowRight', lines, 0, 10)).toBe(1);
  expect(treeMove('ArrowRight', lines, 2, 10)).toBeNull();
  expect(treeMove('ArrowLeft', lines, 0, 10)).toBe('toggle');
  expect(treeMove('ArrowLeft', lines, 2, 10)).toBe(0);
  expect(treeMove('ArrowLeft', lines, 3, 10)).toBe(0);
  expect(treeMove('ArrowLeft', lines, 4, 10)).toBeNull();
});

test('Enter and Space act, the others move as in any list, letters mean nothing', () => {
  expect(treeMove('Enter', lines, 0, 10)).toBe('activate');
  expect(treeMove(' ', lines, 0, 10)).toBe('toggle');
  expect(treeMove('ArrowDown', lines, 0, 10)).toBe(1);
  expect(treeMove('End', lines, 0, 10)).toBe(4);
  expect(treeMove('x', lines, 0, 10)).toBeNull();
  expect(treeMove('Enter', [], 0, 10)).toBeNull();
});
