import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import type { TypeSortKey } from '../protocol/engine-api.ts';
import type { Query } from './query-context.ts';
import { textMatcher } from './text-matcher.ts';

/** The type table: filter and sort over all types that have objects. O(types · log types). */
export const types: Query<'types'> = ({ heap }, { filter, sort, offset, limit }) => {
  const { graph, types: totals, retainedBytesOfType } = heap;
  const matches = textMatcher(filter);
  const found: number[] = [];
  graph.typeNames.forEach((name, type) => {
    if (totals.countOf[type] > 0 && matches(name)) found.push(type);
  });
  const compare = comparison(heap, sort.by);
  found.sort((a, b) => (sort.descending ? compare(b, a) : compare(a, b)) || byName(heap, a, b));
  const sums = { types: found.length, count: 0, shallowBytes: 0 };
  const max = { count: 0, shallowBytes: 0, retainedBytes: 0 };
  for (const type of found) {
    sums.count += totals.countOf[type];
    sums.shallowBytes += totals.shallowBytesOf[type];
    max.count = Math.max(max.count, totals.countOf[type]);
    max.shallowBytes = Math.max(max.shallowBytes, totals.shallowBytesOf[type]);
    max.retainedBytes = Math.max(max.retainedBytes, retainedBytesOfType[type]);
  }
  const rows = found.slice(offset, offset + limit).map((type) => ({
    type: graph.typeNames[type],
    count: totals.countOf[type],
    shallowBytes: totals.shallowBytesOf[type],
    retainedBytes: retainedBytesOfType[type],
  }));
  return { total: found.length, offset, rows, totals: sums, max };
};

function comparison(heap: HeapAnalysis, key: TypeSortKey): (a: number, b: number) => number {
  if (key === 'name') return (a, b) => byName(heap, a, b);
  const column = {
    count: heap.types.countOf,
    shallow: heap.types.shallowBytesOf,
    retained: heap.retainedBytesOfType,
  }[key];
  return (a, b) => column[a] - column[b];
}

function byName({ graph }: HeapAnalysis, a: number, b: number): number {
  const [nameA, nameB] = [graph.typeNames[a], graph.typeNames[b]];
  if (nameA === nameB) return 0;
  return nameA < nameB ? -1 : 1;
}
