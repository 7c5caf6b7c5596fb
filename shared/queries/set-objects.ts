import { setsOf } from './object-sets.ts';
import { instanceRow } from './object-rows.ts';
import type { Query } from './query-context.ts';

/** One page of a set's objects; set and order are kept for the next page. Costs what ObjectSets.sorted costs. */
export const setObjects: Query<'set-objects'> = (context, { set, sort, offset, limit }) => {
  const { heap } = context;
  const nodes = setsOf(heap).sorted(set, sort.by, context);
  const total = nodes.length;
  const rows = [];
  for (let row = offset; row < Math.min(total, offset + limit); row++) {
    rows.push(instanceRow(heap, nodes[sort.descending ? total - 1 - row : row]));
  }
  const totals = { count: total, shallowBytes: 0 };
  const max = { shallowBytes: 0, retainedBytes: 0 };
  for (const node of nodes) {
    const shallow = heap.graph.shallowBytesOf[node];
    totals.shallowBytes += shallow;
    if (shallow > max.shallowBytes) max.shallowBytes = shallow;
    if (heap.retainedBytesOf[node] > max.retainedBytes) max.retainedBytes = heap.retainedBytesOf[node];
  }
  return { total, offset, rows, totals, max };
};
