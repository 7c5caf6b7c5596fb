import { describe, expect, test } from 'vitest';
import { DEBT, ROOMS, allowed, roomOf } from './layer-table.ts';
import { readSources } from './source-tree.ts';

const sources = readSources(['shared', 'node', 'electron', 'renderer']);

describe('who may import whom', () => {
  test('the tree has sources, so that an empty walk cannot pass', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.flatMap((source) => source.imports).length).toBeGreaterThan(100);
  });

  test('every file lies in a room of the table', () => {
    const homeless = sources.filter((source) => roomOf(source.name) === null).map((source) => source.name);
    expect(homeless).toEqual([]);
  });

  test('every import is one that the table allows, type-only imports too', () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter((imported) => !allowed(source.name, imported.target))
        .map((imported) => `${source.name}:${imported.line} imports ${imported.target}`),
    );
    expect(
      wrong.filter(
        (line) => !DEBT.some((known) => line.startsWith(known.file) && line.endsWith(known.target)),
      ),
    ).toEqual([]);
  });

  test('the debt list holds nothing that is paid', () => {
    const paid = DEBT.filter((known) => {
      const source = sources.find((candidate) => candidate.name === known.file);
      return !source?.imports.some((imported) => imported.target === known.target);
    });
    expect(paid).toEqual([]);
  });

  test('the table refuses what it should: shared may not use Node, panels may not use each other', () => {
    expect(allowed('shared/graph/x.ts', 'node:fs')).toBe(false);
    expect(allowed('shared/base/x.ts', 'shared/graph/heap-graph.ts')).toBe(false);
    expect(allowed('renderer/panels/A/x.ts', 'renderer/panels/B/y.ts')).toBe(false);
    expect(allowed('renderer/panels/A/x.ts', 'node/files.ts')).toBe(false);
    expect(allowed('node/cli/x.ts', 'electron')).toBe(false);
    expect(allowed('shared/graph/x.ts', 'shared/base/errors.ts')).toBe(true);
    expect(ROOMS.length).toBeGreaterThan(15);
  });
});

describe('cycles', () => {
  test('no file imports itself through others', () => {
    expect(findCycles(new Map(sources.map((s) => [s.name, s.imports.map((i) => i.target)])))).toEqual([]);
  });

  test('a planted cycle is found', () => {
    const planted = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['a']],
    ]);
    expect(findCycles(planted)).toHaveLength(1);
  });
});

/** Cycles of the import graph, each as a chain of names; depth-first with an explicit stack. */
function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  for (const start of graph.keys()) {
    if (state.has(start)) continue;
    const stack: { name: string; next: number }[] = [{ name: start, next: 0 }];
    state.set(start, 'open');
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const target = (graph.get(top.name) ?? [])[top.next++];
      if (target === undefined) {
        state.set(top.name, 'done');
        stack.pop();
      } else if (state.get(target) === 'open') {
        const names = stack.map((entry) => entry.name);
        cycles.push([...names.slice(names.indexOf(target)), target].join(' → '));
      } else if (!state.has(target) && graph.has(target)) {
        state.set(target, 'open');
        stack.push({ name: target, next: 0 });
      }
    }
  }
  return cycles;
}
