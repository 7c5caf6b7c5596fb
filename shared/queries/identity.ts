import type { HeapGraph } from '../graph/heap-graph.ts';
import { hasBit } from '../graph/heap-graph.ts';
import type { NodeSet } from '../analysis/node-set.ts';
import type { ObjectSum } from '../protocol/growth-rows.ts';
import { setsOf } from './object-sets.ts';
import type { Query } from './query-context.ts';

/** How many objects another snapshot has too. Costs what ObjectSets.recognisedIn costs, O(N) besides. */
export const identity: Query<'identity'> = (context, { other }) => {
  const { graph, reachable } = context.heap;
  const sets = setsOf(context.heap);
  const { reason, note, survived } = sets.recognisedIn(other, context);
  const all = sets.find({ kind: 'all' }, context);
  const here = reason === null ? all.combine('minus', survived) : survived;
  return {
    ...{ reason, note },
    here: sumOf(graph, here, () => true),
    hereUnreachable: sumOf(graph, here, (node) => !hasBit(reachable, node)),
    both: sumOf(graph, survived, () => true),
  };
};

/** Objects of a set that count, and their own bytes. O(members). */
export function sumOf(
  { shallowBytesOf }: HeapGraph,
  set: NodeSet,
  counts: (node: number) => boolean,
): ObjectSum {
  let [count, shallowBytes] = [0, 0];
  for (const node of set.nodes) {
    if (!counts(node)) continue;
    count++;
    shallowBytes += shallowBytesOf[node];
  }
  return { count, shallowBytes };
}
