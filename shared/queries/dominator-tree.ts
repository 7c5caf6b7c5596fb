import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { visitChildren } from '../analysis/preorder-tree.ts';
import { sortByNumber } from '../analysis/sort-by-number.ts';
import type { WorkContext } from '../analysis/work-context.ts';
import { hasBit } from '../graph/heap-graph.ts';
import type { DominatorRow } from '../protocol/rows.ts';
import { nodeOfId, typeOfName } from './find-by-name.ts';
import { instanceRow, roleOf, roleOfType, typeNameOf } from './object-rows.ts';
import type { Query } from './query-context.ts';
import { RecentlyUsed } from './recently-used.ts';

/** Ordered children kept between pages. */
const MAX_KEPT = 4;

/**
 * One page of what stands directly under an object in the dominator tree, greatest retained size first: single objects,
 * or types with how many of them. O(children) the first time, then kept.
 */
export const dominatorTree: Query<'dominator-tree'> = (context, params) => {
  const { heap } = context;
  const { id, offset, limit } = params;
  const node = id === null ? 0 : nodeOfId(heap, id);
  const type = params.type === null ? null : typeOfName(heap, params.type);
  const children = childrenOf(heap, node, type, context);
  const rows = params.grouped
    ? groupedRows(heap, children, context)
    : Array.from(children.subarray(offset, offset + limit), (child) => singleRow(heap, child, context));
  const page = params.grouped ? rows.slice(offset, offset + limit) : rows;
  const totals = { count: children.length, retainedBytes: 0 };
  for (const child of children) totals.retainedBytes += heap.retainedBytesOf[child];
  return { total: params.grouped ? rows.length : children.length, offset, rows: page, totals };
};

const keptOfHeap = new WeakMap<HeapAnalysis, RecentlyUsed<Uint32Array>>();

/** Children by retained size, greatest first; of one type only where one is given. */
function childrenOf(
  heap: HeapAnalysis,
  node: number,
  type: number | null,
  context: WorkContext,
): Uint32Array {
  let kept = keptOfHeap.get(heap);
  if (kept === undefined) {
    kept = new RecentlyUsed(MAX_KEPT);
    keptOfHeap.set(heap, kept);
  }
  return kept.get(`${node} ${type ?? ''}`, () => {
    const found: number[] = [];
    visitChildren(heap.dominatorTree(context), node, (child) => {
      if (type === null || heap.graph.typeOf[child] === type) found.push(child);
    });
    const order = sortByNumber(Float64Array.from(found, (child) => heap.retainedBytesOf[child]));
    return Uint32Array.from(order, (_, place) => found[order[order.length - 1 - place]]);
  });
}

function singleRow(heap: HeapAnalysis, node: number, context: WorkContext): DominatorRow {
  const { id, type, preview, shallowBytes, retainedBytes } = instanceRow(heap, node);
  return {
    ...{ id, type, preview, shallowBytes, retainedBytes: retainedBytes ?? 0, count: 1 },
    role: roleOf(heap, node),
    dominated: heap.dominatorTree(context).sizeOf[node] - 1,
    unreachable: hasBit(heap.reachable, node) ? 0 : 1,
  };
}

function groupedRows(heap: HeapAnalysis, children: Uint32Array, context: WorkContext): DominatorRow[] {
  const { sizeOf } = heap.dominatorTree(context);
  const { typeOf, shallowBytesOf } = heap.graph;
  const sums = new Map<
    number,
    { first: number } & Record<'count' | 'own' | 'held' | 'dead' | 'below', number>
  >();
  for (const child of children) {
    let sum = sums.get(typeOf[child]);
    if (sum === undefined) {
      sum = { first: child, count: 0, own: 0, held: 0, dead: 0, below: 0 };
      sums.set(typeOf[child], sum);
    }
    sum.count++;
    sum.own += shallowBytesOf[child];
    sum.held += heap.retainedBytesOf[child];
    sum.below += sizeOf[child] - 1;
    if (!hasBit(heap.reachable, child)) sum.dead++;
  }
  const rows = [...sums].map(([type, { first, count, own, held, dead, below }]): DominatorRow =>
    count === 1
      ? singleRow(heap, first, context)
      : {
          ...{ id: null, type: typeNameOf(heap, first), preview: '', count, role: roleOfType(heap, type) },
          ...{ shallowBytes: own, retainedBytes: held, dominated: below, unreachable: dead },
        },
  );
  return rows.sort((a, b) => b.retainedBytes - a.retainedBytes || (a.type < b.type ? -1 : 1));
}
