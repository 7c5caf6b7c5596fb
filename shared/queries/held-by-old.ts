import { describeReference } from '../analysis/folded-references.ts';
import { heldByOld } from '../analysis/held-by-old.ts';
import type { HeldByOld } from '../analysis/held-by-old.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import type { IdentityColumns } from '../analysis/identity-columns.ts';
import { pathFromRoot } from '../analysis/paths.ts';
import { lengthIn } from '../analysis/recognise.ts';
import { parseAddress } from '../graph/address-index.ts';
import type { HeldByOldRow } from '../protocol/growth-rows.ts';
import type { SnapshotId } from '../protocol/object-set.ts';
import { instanceRow, typeNameOf } from './object-rows.ts';
import { setsOf } from './object-sets.ts';
import { pathInWords } from './path-words.ts';
import { rootOfChain, steps } from './path.ts';
import type { Query, QueryContext } from './query-context.ts';
import { RecentlyUsed } from './recently-used.ts';

const MAX_KEPT = 2;
/** Steps of a row's path that are told. */
const MAX_STEPS = 40;
const SEVERAL_LABELS = '…';

/**
 * One page of where new objects hang on old ones, kept for the next page. Costs what finding new objects and heldByOld
 * cost, then a path a row. Throws HeapError `not-found` where objects of the two cannot be told to be the same.
 */
export const heldByOldQuery: Query<'held-by-old'> = (context, { before, grown, offset, limit }) => {
  const { heap } = context;
  const groups = groupsOf(heap, before, context);
  const there = context.identityOf(before);
  const listed = grown ? groups.filter((group) => mayGrow(heap, there, group)) : groups;
  const totals = { count: 0, shallowBytes: 0 };
  for (const { objects, bytes } of groups) {
    totals.count += objects;
    totals.shallowBytes += bytes;
  }
  const rows = listed.slice(offset, offset + limit).map((group) => rowOf(heap, there, group, context));
  return { total: listed.length, offset, rows, totals };
};

const keptOfHeap = new WeakMap<HeapAnalysis, RecentlyUsed<readonly HeldByOld[]>>();

function groupsOf(heap: HeapAnalysis, before: SnapshotId, context: QueryContext): readonly HeldByOld[] {
  let kept = keptOfHeap.get(heap);
  if (kept === undefined) {
    kept = new RecentlyUsed(MAX_KEPT);
    keptOfHeap.set(heap, kept);
  }
  const fresh = setsOf(heap).find({ kind: 'new-since', before }, context);
  return kept.get(before, () => heldByOld(heap, fresh, context));
}

interface Lengths {
  readonly lengthBefore: number | null;
  readonly lengthAfter: number | null;
}

function lengthsOf({ graph }: HeapAnalysis, there: IdentityColumns, { holder, holders }: HeldByOld): Lengths {
  const length = graph.lengthOf?.[holder] ?? Number.NaN;
  if (holder === 0 || holders > 1 || Number.isNaN(length)) return { lengthBefore: null, lengthAfter: null };
  const address = parseAddress(graph.idOf(holder));
  const before = address === null ? null : lengthIn(there, address.low, address.high);
  return { lengthBefore: before, lengthAfter: length };
}

/** Not of containers that are known to have no more than before: what came in pushed something out. */
function mayGrow(heap: HeapAnalysis, there: IdentityColumns, group: HeldByOld): boolean {
  const { lengthBefore, lengthAfter } = lengthsOf(heap, there, group);
  return lengthBefore === null || lengthAfter === null || lengthAfter > lengthBefore;
}

function rowOf(
  heap: HeapAnalysis,
  there: IdentityColumns,
  group: HeldByOld,
  context: QueryContext,
): HeldByOldRow {
  const { graph } = heap;
  const { holder, holders, example, count, objects, bytes } = group;
  const isOne = holder !== 0 && holders === 1;
  const distances = heap.distancesFromRoots(context);
  const toExample = pathFromRoot(graph, distances, example);
  const chain = holder === 0 ? [] : pathFromRoot(graph, distances, holder);
  const root = rootOfChain(heap, toExample[0].node, null);
  const words = toExample
    .slice(1)
    .map(({ edge, folded }, index) => describeReference(graph, toExample[index].node, edge, folded));
  const { id, type, preview } = instanceRow(heap, holder);
  return {
    holder: holder === 0 ? null : { id: isOne ? id : null, type, preview: isOne ? preview : '' },
    holders: holder === 0 ? 0 : holders,
    label: group.label ?? SEVERAL_LABELS,
    type: typeNameOf(heap, example),
    example: graph.idOf(example),
    ...{ count, objects, bytes },
    ...lengthsOf(heap, there, group),
    path: steps(heap, chain, root?.name ?? '', MAX_STEPS),
    words: pathInWords(root, words),
  };
}
