import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../base/cancellation.ts';
import type { CancelToken } from '../base/cancellation.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { visitChildren } from './preorder-tree.ts';
import type { PreorderTree } from './preorder-tree.ts';

/** Areas inside an area: one object, or equal ones that stand under the same object. Bytes are retained sizes. */
export interface TreemapArea {
  /** The object; of a group its greatest one. */
  readonly node: number;
  readonly count: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** Greatest first. What is missing to retainedBytes are the objects' own bytes and `rest`. */
  readonly areas: TreemapArea[];
  /** What is not shown one by one. */
  readonly rest: { count: number; retainedBytes: number };
}

export interface TreemapQuestion {
  readonly top: number;
  /** Areas directly inside one. */
  readonly cells: number;
  readonly levels: number;
  /** Areas altogether. */
  readonly maxAreas: number;
}

/** What the walk needs to know of the heap. */
export interface TreemapSources {
  readonly graph: Pick<HeapGraph, 'typeOf' | 'shallowBytesOf'>;
  readonly tree: PreorderTree;
  readonly retainedBytesOf: Float64Array;
  readonly cancel: CancelToken;
}

/** An area whose inside is still to be found; `members` null for a single object. */
interface Open {
  readonly area: TreemapArea;
  readonly members: readonly number[] | null;
  readonly level: number;
}

/**
 * What an object holds as areas inside areas: under each object the objects that it dominates, equal types of them as
 * one area, inside that the objects one by one. The greatest of each are shown, the others summed as the rest. The
 * greatest area is filled first, so that a limit on the number of areas leaves out what is inside the smallest.
 * O(objects directly under the shown ones · log + areas²). Throws HeapError `cancelled`.
 */
export function treemap(sources: TreemapSources, question: TreemapQuestion): TreemapArea {
  const top = areaOf(sources, [question.top]);
  /** By retained size, the greatest last. */
  const waiting: Open[] = [{ area: top, members: null, level: 0 }];
  let areas = 1;
  for (let open = waiting.pop(); open !== undefined; open = waiting.pop()) {
    if (open.level >= question.levels) continue;
    const inside =
      open.members === null ? groupsUnder(sources, open.area.node) : open.members.map((node) => [node]);
    const room = Math.max(0, Math.min(question.cells, question.maxAreas - areas));
    const shown = fill(sources, open.area, inside, room);
    areas += shown.length;
    for (const { area, members } of shown) insert(waiting, { area, members, level: open.level + 1 });
  }
  return top;
}

/** Keeps the order; equal ones come out as they went in. O(waiting), of which there are as many as areas at most. */
function insert(waiting: Open[], open: Open): void {
  let at = 0;
  let end = waiting.length;
  while (at < end) {
    const middle = (at + end) >>> 1;
    if (waiting[middle].area.retainedBytes < open.area.retainedBytes) at = middle + 1;
    else end = middle;
  }
  waiting.splice(at, 0, open);
}

/** Puts the greatest of `inside` into the area and the others into its rest. */
function fill(
  sources: TreemapSources,
  area: TreemapArea,
  inside: readonly (readonly number[])[],
  room: number,
): { area: TreemapArea; members: readonly number[] | null }[] {
  const found = inside
    .map((members) => ({ members, bytes: sum(sources.retainedBytesOf, members) }))
    .sort((a, b) => b.bytes - a.bytes || a.members[0] - b.members[0]);
  for (const { members, bytes } of found.slice(room)) {
    area.rest.count += members.length;
    area.rest.retainedBytes += bytes;
  }
  return found.slice(0, room).map(({ members }) => {
    const inner = areaOf(sources, members);
    area.areas.push(inner);
    return { area: inner, members: members.length === 1 ? null : members };
  });
}

/** Objects directly under a node in the dominator tree, those of one type together. */
function groupsUnder({ graph, tree, cancel }: TreemapSources, node: number): number[][] {
  const ofType = new Map<number, number[]>();
  let steps = 0;
  visitChildren(tree, node, (child) => {
    if (++steps % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
    const type = graph.typeOf[child];
    const members = ofType.get(type);
    if (members === undefined) ofType.set(type, [child]);
    else members.push(child);
  });
  return [...ofType.values()];
}

function areaOf({ graph, retainedBytesOf }: TreemapSources, members: readonly number[]): TreemapArea {
  let greatest = members[0];
  for (const node of members) if (retainedBytesOf[node] > retainedBytesOf[greatest]) greatest = node;
  return {
    node: greatest,
    count: members.length,
    shallowBytes: sum(graph.shallowBytesOf, members),
    retainedBytes: sum(retainedBytesOf, members),
    areas: [],
    rest: { count: 0, retainedBytes: 0 },
  };
}

function sum(column: Float64Array, nodes: readonly number[]): number {
  let total = 0;
  for (const node of nodes) total += column[node];
  return total;
}
