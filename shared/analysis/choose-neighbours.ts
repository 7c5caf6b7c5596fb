import { NO_NODE } from '../graph/heap-graph.ts';
import type { Neighbours, NeighbourWalk } from './neighbours.ts';
import type { RetainerGraphQuestion, RetainerGraphSources } from './graph-question.ts';

/** Which neighbours of a node a picture shows. */
export interface NeighbourChoice {
  /** Shown one by one. */
  readonly single: readonly number[];
  /** Keys of the groups that fold into stubs. */
  readonly folded: ReadonlySet<number>;
}

/** Neighbours are equal in a picture when they have one type and one kind of reference. O(1). */
export function groupKey(type: number, kind: number): number {
  return type * 32 + kind;
}

/**
 * Chooses among the neighbours of a node that are not shown yet. While they fit the width, all. Else equal ones fold,
 * the largest groups first, until as many items are left as fit; if there are still more, roots come first, then stubs,
 * then what retains most. The holder that is nearest to a root is shown whatever folds, so that every picture of holders
 * leads to a root. O(references of the node).
 */
export function chooseNeighbours(
  sources: RetainerGraphSources,
  question: RetainerGraphQuestion,
  walk: NeighbourWalk,
  node: number,
  shown: ReadonlyMap<number, unknown>,
): NeighbourChoice {
  const all = walk.neighbours(node);
  if (question.onlyType !== null) return openStub(sources, question, walk, node, all);
  const { width } = question;
  const fitting = firstNew(all, shown, width + 1);
  if (fitting.length <= width) return { single: fitting, folded: new Set() };

  const nearest = question.direction === 'referrers' ? sources.nearestHolder(node) : NO_NODE;
  const sizeOfKey = new Map<number, number>();
  let items = 0;
  for (let index = 0; index < all.count; index++) {
    if (shown.has(all.nodes[index])) continue;
    items++;
    if (all.nodes[index] === nearest) continue;
    const key = keyAt(sources, walk, node, all, index);
    sizeOfKey.set(key, (sizeOfKey.get(key) ?? 0) + 1);
  }
  const groups = [...sizeOfKey].filter(([, size]) => size > 1).sort((a, b) => b[1] - a[1]);
  const folded = new Set<number>();
  for (const [key, size] of groups) {
    if (items <= width) break;
    folded.add(key);
    items -= size - 1;
  }
  const single: number[] = [];
  for (let index = 0; index < all.count; index++) {
    const other = all.nodes[index];
    const folds = other !== nearest && folded.has(keyAt(sources, walk, node, all, index));
    if (!folds && !shown.has(other)) single.push(other);
  }
  return items <= width ? { single, folded } : fitWidth(sources, width, single, [...folded], nearest);
}

/** The first `limit` neighbours that are not shown yet. */
function firstNew(all: Neighbours, shown: ReadonlyMap<number, unknown>, limit: number): number[] {
  const found: number[] = [];
  for (let index = 0; index < all.count && found.length < limit; index++) {
    if (!shown.has(all.nodes[index])) found.push(all.nodes[index]);
  }
  return found;
}

/** With more items than fit even after folding: `first` and roots, then the largest stubs, then what retains most. */
function fitWidth(
  { endsWalk, retainedBytesOf }: RetainerGraphSources,
  width: number,
  single: readonly number[],
  foldedKeys: readonly number[],
  first: number,
): NeighbourChoice {
  const comesFirst = (node: number): boolean => node === first || endsWalk(node);
  const leading = single
    .filter(comesFirst)
    .sort((a, b) => Number(b === first) - Number(a === first))
    .slice(0, width);
  const folded = foldedKeys.slice(0, width - leading.length);
  const others = single
    .filter((node) => !comesFirst(node))
    .sort((a, b) => retainedBytesOf[b] - retainedBytesOf[a] || a - b)
    .slice(0, width - leading.length - folded.length);
  return { single: [...leading, ...others], folded: new Set(folded) };
}

/** The next neighbours of one type; those that come after them stay in a stub. */
function openStub(
  sources: RetainerGraphSources,
  { onlyType, skip, width }: RetainerGraphQuestion,
  walk: NeighbourWalk,
  node: number,
  all: Neighbours,
): NeighbourChoice {
  const single: number[] = [];
  const folded = new Set<number>();
  let ofType = 0;
  for (let index = 0; index < all.count; index++) {
    if (sources.graph.typeOf[all.nodes[index]] !== onlyType || ofType++ < skip) continue;
    if (single.length < width) single.push(all.nodes[index]);
    else folded.add(keyAt(sources, walk, node, all, index));
  }
  return { single, folded };
}

function keyAt(
  { graph }: RetainerGraphSources,
  walk: NeighbourWalk,
  node: number,
  all: Neighbours,
  index: number,
): number {
  return groupKey(graph.typeOf[all.nodes[index]], walk.kindBetween(node, all, index));
}
