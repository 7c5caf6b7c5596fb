import { growableUint32 } from '../graph/growable-column.ts';
import { hasBit } from '../graph/heap-graph.ts';
import { NO_EDGE } from './distances.ts';
import { isOwnedDictOf } from './folded-references.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import type { NodeSet } from './node-set.ts';
import { ReferenceLabels } from './reference-labels.ts';
import { sortByNumber } from './sort-by-number.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** New objects of one type on one old object, or on several alike. */
export interface HeldByOld {
  /** The old object, the first where there are several; 0 where the new ones are roots. */
  readonly holder: number;
  readonly type: number;
  holders: number;
  /** A new object that the holder refers to. */
  readonly example: number;
  /** How the holder refers to them; null for in several ways. */
  label: string | null;
  /** New objects that the holder refers to on their shortest paths. */
  count: number;
  /** New objects there or behind, and their own bytes. */
  objects: number;
  bytes: number;
}

/** Holders of one type that are shown together, if there are more than these … */
const MANY_HOLDERS = 8;
/** … are those with fewer new objects than these. With very many holders a row each would grow with the heap. */
const FEW = 4;
const VERY_MANY_HOLDERS = 1000;
const QUITE_FEW = 64;
const NO_ENTRY = 0xffff_ffff;
const PHASE = 'Finding old holders';

/**
 * Where new objects hang on old ones: each new object that a root reaches counts for the last old object on its shortest
 * path, and for the type of the new object that this one refers to. Attribute dicts count as their owners. Most bytes
 * first. O(N) and a sort of the entries, new objects that hang on old ones directly; 4 N bytes and 50 an entry while it
 * runs. Throws HeapError `cancelled`.
 */
export function heldByOld(heap: HeapAnalysis, fresh: NodeSet, context: WorkContext): HeldByOld[] {
  const entries = new Entries(heap, fresh, context);
  const holdersOfKind = new Map<number, number>();
  entries.visitRuns((_, first) => {
    const kind = entries.kindOf(first);
    holdersOfKind.set(kind, (holdersOfKind.get(kind) ?? 0) + 1);
  }, context);
  const groups: HeldByOld[] = [];
  const folded = new Map<number, HeldByOld>();
  entries.visitRuns((run, first) => {
    const kind = entries.kindOf(first);
    const holders = holdersOfKind.get(kind) ?? 0;
    const few = holders > VERY_MANY_HOLDERS ? QUITE_FEW : holders > MANY_HOLDERS ? FEW : 0;
    const before = run.length < few ? folded.get(kind) : undefined;
    const group = before ?? entries.newGroup(first);
    if (before === undefined) groups.push(group);
    if (run.length < few) folded.set(kind, group);
    group.holders++;
    entries.addTo(group, run);
  }, context);
  return groups.sort((a, b) => b.bytes - a.bytes || b.count - a.count || a.holder - b.holder);
}

/** New objects that hang on old ones directly. An entry is an index into these columns. */
class Entries {
  private readonly heap: HeapAnalysis;
  private readonly labels: ReferenceLabels;
  private readonly parentOf: Uint32Array;
  private readonly cameBy: Uint32Array;
  private readonly node: Uint32Array;
  /** New objects at or behind each, and their own bytes. */
  private readonly objects: Float64Array;
  private readonly bytes: Float64Array;
  /** Entries by holder, then by type. */
  private readonly order: Uint32Array;

  constructor(heap: HeapAnalysis, fresh: NodeSet, context: WorkContext) {
    this.heap = heap;
    this.labels = new ReferenceLabels(heap.graph);
    this.parentOf = heap.shortestTree(context).parentOf;
    this.cameBy = heap.distancesFromRoots(context).cameBy;
    const { node, entryOf } = this.findEntries(fresh, context);
    this.node = node;
    this.objects = new Float64Array(node.length);
    this.bytes = new Float64Array(node.length);
    const { nodes } = fresh;
    inSlices(context, PHASE, nodes.length, (from, to) => {
      for (let row = from; row < to; row++) {
        const entry = entryOf[nodes[row]];
        if (entry === NO_ENTRY) continue;
        this.objects[entry]++;
        this.bytes[entry] += heap.graph.shallowBytesOf[nodes[row]];
      }
    });
    this.order = sortByNumber(Float64Array.from(node, (each) => this.placeOf(each)));
  }

  /** The entry that each new object counts for, from the roots down; NO_ENTRY for old and unreachable objects. */
  private findEntries(
    fresh: NodeSet,
    context: WorkContext,
  ): { readonly node: Uint32Array; readonly entryOf: Uint32Array } {
    const { reachable } = this.heap;
    const { nodeAt, parentOf } = this.heap.shortestTree(context);
    const isFresh = fresh.bits;
    const node = growableUint32();
    const entryOf = new Uint32Array(nodeAt.length).fill(NO_ENTRY);
    inSlices(context, PHASE, nodeAt.length, (from, to) => {
      for (let position = Math.max(1, from); position < to; position++) {
        const each = nodeAt[position];
        if (!hasBit(isFresh, each) || !hasBit(reachable, each)) continue;
        const above = entryOf[parentOf[each]];
        entryOf[each] = above === NO_ENTRY ? node.length : above;
        if (above === NO_ENTRY) node.push(each);
      }
    });
    return { node: node.finish(), entryOf };
  }

  /** What refers to a node on its shortest path: of an attribute dict its owner. */
  private holderOf(node: number): number {
    const parent = this.parentOf[node];
    const above = this.parentOf[parent];
    return parent !== 0 && isOwnedDictOf(this.heap.graph, parent, above) ? above : parent;
  }

  private placeOf(node: number): number {
    return this.holderOf(node) * this.heap.graph.typeNames.length + this.heap.graph.typeOf[node];
  }

  /** The holder's type and the new object's, as a number. */
  kindOf(node: number): number {
    const { typeOf, typeNames } = this.heap.graph;
    return typeOf[this.holderOf(node)] * typeNames.length + typeOf[node];
  }

  /** Calls `visit` with all entries of one holder and type, and the node of the first of them. */
  visitRuns(visit: (run: Uint32Array, first: number) => void, context: WorkContext): void {
    const { order, node } = this;
    let start = 0;
    inSlices(context, PHASE, order.length, (from, to) => {
      for (let index = from; index < to; index++) {
        const isLast =
          index + 1 === order.length ||
          this.placeOf(node[order[index + 1]]) !== this.placeOf(node[order[index]]);
        if (!isLast) continue;
        visit(order.subarray(start, index + 1), node[order[start]]);
        start = index + 1;
      }
    });
  }

  newGroup(first: number): HeldByOld {
    const { typeOf } = this.heap.graph;
    return {
      ...{ holder: this.holderOf(first), type: typeOf[first], holders: 0, example: first },
      ...{ label: this.labelOf(first), count: 0, objects: 0, bytes: 0 },
    };
  }

  addTo(group: HeldByOld, run: Uint32Array): void {
    group.count += run.length;
    for (const entry of run) {
      group.objects += this.objects[entry];
      group.bytes += this.bytes[entry];
      if (group.label !== null && group.label !== this.labelOf(this.node[entry])) group.label = null;
    }
  }

  private labelOf(node: number): string {
    const edge = this.cameBy[node];
    return edge === NO_EDGE ? '' : this.labels.textOf(this.labels.numberOf(this.parentOf[node], edge));
  }
}
