import { edgeKind } from '../graph/edge-kinds.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { VALUE_TYPES } from './identity-columns.ts';
import type { IdentityColumns, OwnIdentity } from './identity-columns.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import type { NodeSet } from './node-set.ts';
import { FIXED_LENGTH, lengthIn } from './recognise.ts';
import type { Recognised } from './recognise.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** One container that grew, or several of one type in one place. */
export interface GrowingContainers {
  /** The container that took in most bytes. */
  readonly container: number;
  /** What holds them all where there are several; the container itself where there is one. */
  readonly holder: number;
  containers: number;
  /** Items by snapshot, of all of them together; the last is the snapshot asked. */
  readonly lengths: number[];
  /** New objects that they retain, or whose items do (`isShared`), and the growth of their own tables: bytes. */
  bytes: number;
  isShared: boolean;
  /** A new item of the container, or value of a mapping; NO_NODE where all are old. */
  readonly example: number;
  /** Whether the new items are of several types. */
  readonly isMixed: boolean;
}

export interface Growing {
  readonly found: readonly GrowingContainers[];
  /** What the tables of all that grew took in, the small ones too: bytes. */
  readonly tableBytes: number;
  /** Whether more containers grew than are measured. */
  readonly isCut: boolean;
}

/** Containers of one type in one place: told together from so many on. */
const MANY = 8;
/** Containers that are measured: an object each, so that there is a limit. */
const MAX_GROWN = 500_000;
const KEY = edgeKind('key');
const PHASE = 'Looking for growing containers';

/** A container that never got shorter, and its part of the growth. */
interface Grown {
  readonly node: number;
  readonly lengths: number[];
  /** Bytes of new objects in its subtree of the dominator tree. */
  below: number;
  bytes: number;
  isShared: boolean;
}

/**
 * The containers (lists, dicts, sets … whose len() is known) that all snapshots have, that were shorter in none than in
 * the one before, and are longer in the last than in the one before it; most bytes first, those below `minBytes` left out. What
 * is inside of another one that grew is told there, and counts for nothing above it. `earlier` is in the order of time,
 * all of the heap's process. O(N + E) and O(log N) a container and snapshot; 9 N bytes while it runs. Throws HeapError
 * `cancelled`.
 */
export function growingContainers(
  heap: HeapAnalysis,
  own: OwnIdentity,
  earlier: readonly Recognised[],
  fresh: NodeSet,
  minBytes: number,
  context: WorkContext,
): Growing {
  const grown = longerContainers(heap.graph, own, earlier, context);
  const sums = new FreshSums(heap, fresh, context);
  let tableBytes = 0;
  inSlices(context, PHASE, grown.length, (from, to) => {
    for (let at = from; at < to; at++) tableBytes += sums.measure(grown[at]);
  });
  takeInnerAway(heap, grown, context);
  const found = folded(heap, grown, fresh, context)
    .filter(({ bytes }) => bytes >= minBytes)
    .sort((a, b) => b.bytes - a.bytes || a.container - b.container);
  return { found, tableBytes: Math.round(tableBytes), isCut: grown.length === MAX_GROWN };
}

/** Survivors of all snapshots with lengths that never fell and rose. */
function longerContainers(
  graph: HeapGraph,
  { nodeAt, columns }: OwnIdentity,
  earlier: readonly Recognised[],
  context: WorkContext,
): Grown[] {
  const changes = graph.typeNames.map((name) => !VALUE_TYPES.has(name) && !FIXED_LENGTH.has(name));
  const found: Grown[] = [];
  columns.high.forEach((high, index) => {
    const start = columns.highStart[index];
    inSlices(context, PHASE, columns.highStart[index + 1] - start, (from, to) => {
      for (let row = start + from; row < start + to; row++) {
        const length = columns.stamp[row] - 1;
        // A container of no items, or without a known length, did not grow.
        if (length < 1 || !changes[columns.type[row]] || found.length === MAX_GROWN) continue;
        const node = nodeAt[row];
        if (!earlier.every(({ survived }) => hasBit(survived.bits, node))) continue;
        const lengths = risingLengths(earlier, columns.low[row], high, length);
        if (lengths !== null) found.push({ node, lengths, below: 0, bytes: 0, isShared: false });
      }
    });
  });
  return found;
}

/**
 * The lengths in all snapshots; null where one is not known, or one is less than the one before, or the last is not more
 * than the one before: what grew and has stopped was warming up.
 */
function risingLengths(
  earlier: readonly { readonly other: IdentityColumns }[],
  low: number,
  high: number,
  last: number,
): number[] | null {
  const lengths = new Array<number>(earlier.length + 1).fill(last);
  // From the last back: most containers are as long as they were, and one look tells.
  for (let at = earlier.length - 1; at >= 0; at--) {
    const length = lengthIn(earlier[at].other, low, high);
    if (length === null || length > lengths[at + 1]) return null;
    if (length === last && at === earlier.length - 1) return null;
    lengths[at] = length;
  }
  return lengths;
}

/** Bytes of new objects by subtree of the dominator tree. */
class FreshSums {
  private readonly heap: HeapAnalysis;
  private readonly isFresh: Uint8Array;
  private readonly positionOf: Uint32Array;
  private readonly sizeOf: Uint32Array;
  /** Bytes of new objects at positions before, by position. */
  private readonly before: Float64Array;

  constructor(heap: HeapAnalysis, fresh: NodeSet, context: WorkContext) {
    const { nodeAt, positionOf, sizeOf } = heap.dominatorTree(context);
    this.heap = heap;
    this.isFresh = fresh.bits;
    this.positionOf = positionOf;
    this.sizeOf = sizeOf;
    this.before = new Float64Array(nodeAt.length + 1);
    let sum = 0;
    for (let position = 0; position < nodeAt.length; position++) {
      const node = nodeAt[position];
      if (hasBit(this.isFresh, node)) sum += heap.graph.shallowBytesOf[node];
      this.before[position + 1] = sum;
    }
  }

  /** Sets below, bytes and isShared; gives its table's part of the bytes. O(references of the container). */
  measure(grown: Grown): number {
    const { node, lengths } = grown;
    const last = lengths[lengths.length - 1];
    // Its table grows by and by: the part of the new items is the nearest that can be known.
    const table = (this.heap.graph.shallowBytesOf[node] * (last - lengths[0])) / last;
    const items = this.ofNewItems(node);
    grown.below = this.below(node);
    grown.isShared = 2 * grown.below < items;
    grown.bytes = Math.round(table + Math.max(grown.below, items));
    return table;
  }

  private below(node: number): number {
    const position = this.positionOf[node];
    return this.before[position + this.sizeOf[node]] - this.before[position];
  }

  /** What its new items retain, each once. */
  private ofNewItems(node: number): number {
    const { edgeStart, edgeTarget, edgeRetains } = this.heap.graph;
    const seen = new Set<number>();
    let bytes = 0;
    for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge++) {
      const item = edgeTarget[edge];
      if (!hasBit(this.isFresh, item) || !hasBit(edgeRetains, edge) || seen.has(item)) continue;
      seen.add(item);
      bytes += this.below(item);
    }
    return bytes;
  }
}

/** Subtracts from each what the nearest growing ones inside of it took. O(containers · log containers). */
function takeInnerAway(heap: HeapAnalysis, grown: readonly Grown[], context: WorkContext): void {
  const { positionOf, sizeOf } = heap.dominatorTree(context);
  const outerFirst = [...grown].sort((a, b) => positionOf[a.node] - positionOf[b.node]);
  const around: { readonly grown: Grown; readonly end: number; inner: number }[] = [];
  const leave = (): void => {
    const left = around.pop();
    if (left !== undefined) left.grown.bytes = Math.max(0, left.grown.bytes - left.inner);
  };
  for (const each of outerFirst) {
    const position = positionOf[each.node];
    while (around.length > 0 && around[around.length - 1].end <= position) leave();
    if (around.length > 0) around[around.length - 1].inner += each.below;
    around.push({ grown: each, end: position + sizeOf[each.node], inner: 0 });
  }
  while (around.length > 0) leave();
}

/** Many of one type with one dominator together, all others by themselves. O(containers). */
function folded(
  heap: HeapAnalysis,
  grown: readonly Grown[],
  fresh: NodeSet,
  context: WorkContext,
): GrowingContainers[] {
  const { parentOf } = heap.dominatorTree(context);
  const { typeOf, typeNames } = heap.graph;
  const placeOf = ({ node }: Grown): number => parentOf[node] * typeNames.length + typeOf[node];
  const byPlace = new Map<number, Grown[]>();
  for (const each of grown) {
    const known = byPlace.get(placeOf(each));
    if (known === undefined) byPlace.set(placeOf(each), [each]);
    else known.push(each);
  }
  const groups: GrowingContainers[] = [];
  for (const alike of byPlace.values()) {
    const holder = parentOf[alike[0].node];
    const isOne = alike.length < MANY || holder === 0 || holder === NO_NODE;
    for (const members of isOne ? alike.map((each) => [each]) : [alike])
      groups.push(groupOf(heap.graph, members, isOne ? members[0].node : holder, fresh));
  }
  return groups;
}

function groupOf(
  graph: HeapGraph,
  members: readonly Grown[],
  holder: number,
  fresh: NodeSet,
): GrowingContainers {
  let most = members[0];
  const lengths = most.lengths.map(() => 0);
  let bytes = 0;
  for (const each of members) {
    if (each.bytes > most.bytes) most = each;
    each.lengths.forEach((length, at) => (lengths[at] += length));
    bytes += each.bytes;
  }
  return {
    ...{ container: most.node, holder, containers: members.length, lengths, bytes },
    isShared: members.some(({ isShared }) => isShared),
    ...newItem(graph, most.node, fresh.bits),
  };
}

/** A new item, not a key, of the type that most new items are of. O(references). */
function newItem(
  graph: HeapGraph,
  node: number,
  isFresh: Uint8Array,
): { readonly example: number; readonly isMixed: boolean } {
  const countOf = new Map<number, { count: number; readonly example: number }>();
  let all = 0;
  for (let edge = graph.edgeStart[node]; edge < graph.edgeStart[node + 1]; edge++) {
    const item = graph.edgeTarget[edge];
    if (!hasBit(isFresh, item) || !hasBit(graph.edgeRetains, edge) || graph.edgeKind[edge] === KEY) continue;
    all++;
    const known = countOf.get(graph.typeOf[item]);
    if (known === undefined) countOf.set(graph.typeOf[item], { count: 1, example: item });
    else known.count++;
  }
  let best = { count: 0, example: NO_NODE };
  for (const each of countOf.values()) if (each.count > best.count) best = each;
  return { example: best.example, isMixed: 2 * best.count < all };
}
