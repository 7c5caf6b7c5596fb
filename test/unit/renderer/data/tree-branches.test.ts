import { describe, expect, test } from 'vitest';
import { HeapError } from '../../../../shared/base/errors.ts';
import { TreeBranches } from '../../../../renderer/data/tree-branches.ts';
import type { TreeLine } from '../../../../renderer/data/tree-branches.ts';

/** Three rows a page; under each name all longer names of the list. */
function tree(names: readonly string[], asked: string[] = []): TreeBranches<string> {
  return new TreeBranches({
    keyOf: (row) => row,
    canOpen: (row) => names.some((name) => name.length === row.length + 1 && name.startsWith(row)),
    load: (parents, offset) => {
      const under = parents.at(-1) ?? '';
      asked.push(`${parents.join('/')}+${String(offset)}`);
      if (under === 'bad') return Promise.reject(new HeapError('internal', 'Broken.'));
      const rows = names.filter((name) => name.length === under.length + 1 && name.startsWith(under));
      return Promise.resolve({ rows: rows.slice(offset, offset + 3), total: rows.length });
    },
  });
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function shown(line: TreeLine<string>): string {
  const indent = '  '.repeat(line.level - 1);
  if (line.kind === 'row')
    return `${indent}${line.isOpen === null ? '·' : line.isOpen ? '-' : '+'} ${line.row}`;
  return `${indent}${line.kind === 'more' ? `more ${String(line.left)}` : line.kind}`;
}
const text = (of: TreeBranches<string>) => of.snapshot().lines.map(shown);

describe('a tree asked branch by branch', () => {
  test('shows the top, and under an opened row what comes under it', async () => {
    const branches = tree(['a', 'b', 'ax', 'ay', 'axz']);
    branches.start();
    expect(branches.snapshot().total).toBeNull();
    await settle();
    expect(text(branches)).toEqual(['+ a', '· b']);
    branches.toggle(branches.snapshot().lines[0].key);
    expect(text(branches)).toEqual(['- a', '  waiting', '· b']);
    await settle();
    branches.toggle(branches.snapshot().lines[1].key);
    await settle();
    expect(text(branches)).toEqual(['- a', '  - ax', '    · axz', '  · ay', '· b']);
    branches.toggle(branches.snapshot().lines[0].key);
    expect(text(branches)).toEqual(['+ a', '· b']);
  });

  test('a branch that was open is there again at once, inside and all', async () => {
    const asked: string[] = [];
    const branches = tree(['a', 'ax', 'axz'], asked);
    branches.start();
    await settle();
    branches.toggle('"a"');
    await settle();
    branches.toggle('"a","ax"');
    await settle();
    branches.toggle('"a"');
    branches.toggle('"a"');
    expect(text(branches)).toEqual(['- a', '  - ax', '    · axz']);
    expect(asked).toEqual(['+0', 'a+0', 'a/ax+0']);
  });

  test('more rows come when they are asked for', async () => {
    const branches = tree(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    branches.start();
    await settle();
    expect(text(branches).at(-1)).toBe('more 4');
    branches.more('');
    branches.more('');
    await settle();
    expect(text(branches)).toHaveLength(7);
    expect(text(branches).at(-1)).toBe('more 1');
  });

  test('a branch that fails says so in its place, and can be asked again', async () => {
    const branches = new TreeBranches<string>({
      keyOf: (row) => row,
      canOpen: () => true,
      load: (parents) =>
        parents.length === 0
          ? Promise.resolve({ rows: ['a'], total: 1 })
          : Promise.reject(new HeapError('internal', 'Broken.')),
    });
    branches.start();
    await settle();
    branches.toggle('"a"');
    await settle();
    expect(text(branches)).toEqual(['- a', '  failed']);
    expect(branches.snapshot().error).toBeNull();
    branches.more('"a"');
    expect(text(branches)).toEqual(['- a', '  waiting']);
  });

  test('given up it says so, and asks anew only when told', async () => {
    const asked: string[] = [];
    const branches = tree(['a'], asked);
    branches.start();
    branches.cancel();
    await settle();
    expect(branches.snapshot().error?.code).toBe('cancelled');
    branches.reload();
    await settle();
    expect(text(branches)).toEqual(['· a']);
    expect(asked).toHaveLength(2);
  });

  test('what comes after a stop is not shown; a new start asks again', async () => {
    const branches = tree(['a']);
    branches.start();
    branches.stop();
    await settle();
    expect(text(branches)).toEqual([]);
    branches.start();
    await settle();
    expect(text(branches)).toEqual(['· a']);
  });

  test('keys that look like two do not meet', async () => {
    const branches = new TreeBranches<string>({
      keyOf: (row) => row,
      canOpen: (row) => row === 'a',
      load: (parents) => Promise.resolve({ rows: parents.length === 0 ? ['a', 'a","b'] : ['b'], total: 2 }),
    });
    branches.start();
    await settle();
    branches.toggle('"a"');
    await settle();
    const keys = branches.snapshot().lines.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
