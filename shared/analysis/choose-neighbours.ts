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
 * then what retains most. O(references of the node).
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
  const isNew = all.nodes.map((other) => !shown.has(other));
  const candidates = all.nodes.filter((_, index) => isNew[index]);
  const { width } = question;
  if (candidates.length <= width) return { single: candidates, folded: new Set() };

  const keyOf = all.nodes.map((other, index) => keyBetween(sources, walk, node, all, other, index));
  const sizeOfKey = new Map<number, number>();
  keyOf.forEach((key, index) => {
    if (isNew[index]) sizeOfKey.set(key, (sizeOfKey.get(key) ?? 0) + 1);
  });
  const groups = [...sizeOfKey].filter(([, size]) => size > 1).sort((a, b) => b[1] - a[1]);
  const folded = new Set<number>();
  let items = candidates.length;
  for (const [key, size] of groups) {
    if (items <= width) break;
    folded.add(key);
    items -= size - 1;
  }
  const single = all.nodes.filter((_, index) => isNew[index] && !folded.has(keyOf[index]));
  return items <= width ? { single, folded } : fitWidth(sources, width, single, [...folded]);
}

/** With more items than fit even after folding: roots, then the largest stubs, then those that retain most. */
function fitWidth(
  { endsWalk, retainedBytesOf }: RetainerGraphSources,
  width: number,
  single: readonly number[],
  foldedKeys: readonly number[],
): NeighbourChoice {
  const roots = single.filter(endsWalk).slice(0, width);
  const folded = foldedKeys.slice(0, width - roots.length);
  const others = single
    .filter((node) => !endsWalk(node))
    .sort((a, b) => retainedBytesOf[b] - retainedBytesOf[a] || a - b)
    .slice(0, width - roots.length - folded.length);
  return { single: [...roots, ...others], folded: new Set(folded) };
}

/** The next neighbours of one type; those that come after them stay in a stub. */
function openStub(
  sources: RetainerGraphSources,
  { onlyType, skip, width }: RetainerGraphQuestion,
  walk: NeighbourWalk,
  node: number,
  all: Neighbours,
): NeighbourChoice {
  const indexes = all.nodes.flatMap((other, index) =>
    sources.graph.typeOf[other] === onlyType ? [index] : [],
  );
  const rest = indexes.slice(skip + width);
  return {
    single: indexes.slice(skip, skip + width).map((index) => all.nodes[index]),
    folded: new Set(rest.map((index) => keyBetween(sources, walk, node, all, all.nodes[index], index))),
  };
}

function keyBetween(
  { graph }: RetainerGraphSources,
  walk: NeighbourWalk,
  node: number,
  all: Neighbours,
  other: number,
  index: number,
): number {
  return groupKey(graph.typeOf[other], walk.kindBetween(node, other, all.edges[index], all.folded[index]));
}
