import { setsOf } from './object-sets.ts';
import type { Query } from './query-context.ts';

/** Count and bytes of a set, and what would go with it. Costs what finding the set and retainedSet cost. */
export const setSummary: Query<'set-summary'> = (context, { set }) => {
  const { heap } = context;
  const sets = setsOf(heap);
  const found = sets.find(set, context);
  const retained = sets.find({ kind: 'retained', of: set }, context);
  return {
    count: found.count,
    shallowBytes: bytesOf(heap.graph.shallowBytesOf, found.nodes),
    retainedCount: retained.count,
    retainedBytes: bytesOf(heap.graph.shallowBytesOf, retained.nodes),
    missingIds: sets.missingIds(set),
  };
};

function bytesOf(column: Float64Array, nodes: Uint32Array): number {
  let bytes = 0;
  for (const node of nodes) bytes += column[node];
  return bytes;
}
