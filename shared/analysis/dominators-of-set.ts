import { NO_NODE } from '../graph/heap-graph.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import { emptyBits } from './node-set.ts';
import type { NodeSet } from './node-set.ts';
import type { OwnerKinds } from './owner-kinds.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** Objects of one kind that hold members of a set alone. */
export interface HoldersOfKind {
  /** See ownerKinds; null for members that no single object holds. */
  readonly kind: number | null;
  /** The one that holds most of the heap; NO_NODE for none. */
  greatest: number;
  holders: number;
  holderBytes: number;
  /** Members that they hold, and those members' own bytes. */
  count: number;
  bytes: number;
}

const PHASE = 'Finding holders';

/**
 * Who holds the members of a set alone, by kind: for each member its immediate dominator, or the next one above it of a
 * kind that is not passed over. Kinds with most of the members' bytes first. O(members · dominators passed over).
 * Throws HeapError `cancelled`.
 */
export function dominatorsOfSet(
  { graph, dominatorOf, retainedBytesOf }: HeapAnalysis,
  set: NodeSet,
  kinds: OwnerKinds,
  isPassedOver: (kind: number) => boolean,
  context: WorkContext,
): HoldersOfKind[] {
  const found = new Map<number | null, HoldersOfKind>();
  const seen = emptyBits(graph.nodeCount);
  const passedOver = Uint8Array.from({ length: kinds.count }, (_, kind) => (isPassedOver(kind) ? 1 : 0));
  const { nodes } = set;
  const add = (member: number): void => {
    let holder = dominatorOf[member];
    while (holder !== 0 && holder !== NO_NODE && passedOver[kinds.kindOf(holder)] === 1)
      holder = dominatorOf[holder];
    const none = holder === 0 || holder === NO_NODE;
    const kind = none ? null : kinds.kindOf(holder);
    let row = found.get(kind);
    if (row === undefined) {
      row = { kind, greatest: NO_NODE, holders: 0, holderBytes: 0, count: 0, bytes: 0 };
      found.set(kind, row);
    }
    row.count++;
    row.bytes += graph.shallowBytesOf[member];
    if (none || (seen[holder >> 3] & (1 << (holder & 7))) !== 0) return;
    seen[holder >> 3] |= 1 << (holder & 7);
    row.holders++;
    row.holderBytes += graph.shallowBytesOf[holder];
    if (row.greatest === NO_NODE || retainedBytesOf[holder] > retainedBytesOf[row.greatest])
      row.greatest = holder;
  };
  inSlices(context, PHASE, nodes.length, (from, to) => {
    for (let row = from; row < to; row++) add(nodes[row]);
  });
  return [...found.values()].sort((a, b) => b.bytes - a.bytes || b.count - a.count);
}
