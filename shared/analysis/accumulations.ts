import { NO_NODE, ROLE_NAMES, hasBit } from '../graph/heap-graph.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import { visitChildren } from './preorder-tree.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** Many equal objects directly under one in the dominator tree: where what is held falls apart into many small parts. */
export interface Accumulation {
  /** The object that holds the members alone; 0 where no single one does. */
  readonly dominator: number;
  /** Type of the members; of most of them where they are mixed. */
  readonly type: number;
  readonly isMixed: boolean;
  /** Whether the dominator is a container, so that its own bytes and those of its keys belong to it. */
  readonly isContainer: boolean;
  readonly count: number;
  /** What the members hold, without accumulations inside of them that are told by themselves. */
  readonly bytes: number;
}

/** Accumulations, and where each node lies. */
export interface Accumulations {
  /** Those that stand for themselves, in no order. */
  readonly found: readonly Accumulation[];
  /** Index into `found` of the accumulation that the node is a member of, or lies under; NO_NODE for none. By node. */
  readonly underOf: Uint32Array;
}

/** Fewer are no accumulation. */
const MIN_COUNT = 8;
/** A member with a greater share of the bytes is itself where to look. */
const MAX_SHARE_OF_ONE = 0.6;
/** A part with at least this share of the bytes is told by itself. */
const SHARE_OF_ITS_OWN = 0.25;
/** Where such parts make up this share, there is nothing to tell beside them. */
const SHARE_OF_PARTS = 0.5;

const PHASE = 'Looking for accumulations';
const ROLE = {
  code: ROLE_NAMES.indexOf('code'),
  root: ROLE_NAMES.indexOf('root'),
  container: ROLE_NAMES.indexOf('container'),
  instance: ROLE_NAMES.indexOf('instance'),
} as const;

interface Candidate extends Accumulation {
  /** Candidates directly inside. */
  readonly parts: Candidate[];
}

/**
 * Accumulations of at least `minBytes`. Of nested ones the outermost is told, whose parts are many and equal; a part with
 * a quarter of its bytes is told by itself. O(N) time, 4 N bytes of result. Throws HeapError `cancelled`.
 */
export function findAccumulations(heap: HeapAnalysis, minBytes: number, context: WorkContext): Accumulations {
  const candidates = heavyGroups(heap, minBytes, context);
  const { underOf, outermost } = nest(heap, candidates, context);
  const found: Accumulation[] = [];
  const numberOf = choose(outermost, minBytes, found);
  const foundOf = Uint32Array.from(candidates, (each) => numberOf.get(each) ?? NO_NODE);
  for (let node = 0; node < underOf.length; node++) {
    if (underOf[node] !== NO_NODE) underOf[node] = foundOf[underOf[node]];
  }
  return { found, underOf };
}

/** Members of an accumulation, ascending. O(children of its dominator). */
export function membersOf(heap: HeapAnalysis, each: Accumulation, context: WorkContext): Uint32Array {
  const members: number[] = [];
  visitChildren(heap.dominatorTree(context), each.dominator, (child) => {
    if ((each.isMixed || heap.graph.typeOf[child] === each.type) && isMember(heap, each.dominator, child))
      members.push(child);
  });
  return Uint32Array.from(members);
}

/** What stands under node 0 because it is a root, or garbage, is not held by anything. */
function isMember(heap: HeapAnalysis, dominator: number, child: number): boolean {
  if (heap.graph.ownerOfDict !== null && heap.graph.ownerOfDict[child] !== NO_NODE) return false;
  return dominator !== 0 || (hasBit(heap.reachable, child) && heap.roots.rootOf(child) < 0);
}

/** Groups of a dominator's children by type, that are heavy, many and even. O(N). */
function heavyGroups(heap: HeapAnalysis, minBytes: number, context: WorkContext): Candidate[] {
  const tree = heap.dominatorTree(context);
  const sums = new TypeSums(heap);
  const candidates: Candidate[] = [];
  inSlices(context, PHASE, heap.graph.nodeCount, (from, to) => {
    for (let node = from; node < to; node++) {
      if (heap.retainedBytesOf[node] < minBytes || tree.sizeOf[node] <= MIN_COUNT) continue;
      if (node !== 0 && !hasBit(heap.reachable, node)) continue;
      visitChildren(tree, node, (child) => {
        if (isMember(heap, node, child)) sums.add(child);
      });
      candidates.push(...sums.take(node, minBytes));
    }
  });
  return candidates;
}

/** Count and bytes by type of the children of one node. */
class TypeSums {
  private readonly heap: HeapAnalysis;
  private readonly countOf: Float64Array;
  private readonly bytesOf: Float64Array;
  private readonly greatestOf: Float64Array;
  private readonly touched: number[] = [];

  constructor(heap: HeapAnalysis) {
    const types = heap.graph.typeNames.length;
    this.heap = heap;
    this.countOf = new Float64Array(types);
    this.bytesOf = new Float64Array(types);
    this.greatestOf = new Float64Array(types);
  }

  add(node: number): void {
    const type = this.heap.graph.typeOf[node];
    const bytes = this.heap.retainedBytesOf[node];
    if (this.countOf[type]++ === 0) this.touched.push(type);
    this.bytesOf[type] += bytes;
    this.greatestOf[type] = Math.max(this.greatestOf[type], bytes);
  }

  /** The candidates among what was added, and everything forgotten. O(types added). */
  take(dominator: number, minBytes: number): Candidate[] {
    const found = this.isContainer(dominator)
      ? this.whole(dominator, minBytes)
      : this.touched.flatMap((type) => this.ofType(dominator, type, minBytes));
    for (const type of this.touched) this.countOf[type] = this.bytesOf[type] = this.greatestOf[type] = 0;
    this.touched.length = 0;
    return found;
  }

  /** A container is told as one: its keys and values belong together. */
  private whole(dominator: number, minBytes: number): Candidate[] {
    if (this.touched.length === 0) return [];
    const first = this.touched.reduce((a, b) => (this.bytesOf[b] > this.bytesOf[a] ? b : a));
    const sum = (column: Float64Array): number =>
      this.touched.reduce((total, type) => total + column[type], 0);
    const bytes = sum(this.bytesOf);
    const greatest = Math.max(...this.touched.map((type) => this.greatestOf[type]));
    const isMixed = this.bytesOf[first] < bytes / 2;
    const count = isMixed ? sum(this.countOf) : this.countOf[first];
    if (bytes < minBytes || count < MIN_COUNT || greatest > MAX_SHARE_OF_ONE * bytes) return [];
    return [
      {
        ...{ dominator, type: first, isMixed, isContainer: true, count },
        ...{ bytes: this.heap.retainedBytesOf[dominator], parts: [] },
      },
    ];
  }

  private ofType(dominator: number, type: number, minBytes: number): Candidate[] {
    const bytes = this.bytesOf[type];
    const count = this.countOf[type];
    if (bytes < minBytes || count < MIN_COUNT || this.greatestOf[type] > MAX_SHARE_OF_ONE * bytes) return [];
    if (!this.canBeHeld(type)) return [];
    return [{ dominator, type, isMixed: false, isContainer: false, count, bytes, parts: [] }];
  }

  private isContainer(node: number): boolean {
    const { graph } = this.heap;
    if (node === 0 || (graph.ownerOfDict !== null && graph.ownerOfDict[node] !== NO_NODE)) return false;
    return graph.typeRole[graph.typeOf[node]] === ROLE.container;
  }

  /** Under a module or class stand its functions and classes; in V8 also all kinds of the engine's own objects. */
  private canBeHeld(type: number): boolean {
    const role = this.heap.graph.typeRole[type];
    if (this.heap.graph.facts.language === 'javascript')
      return role === ROLE.instance || role === ROLE.container;
    return role !== ROLE.code && role !== ROLE.root;
  }
}

/** Which candidate each node is under, and which candidates are in no other. O(N). */
function nest(
  heap: HeapAnalysis,
  candidates: readonly Candidate[],
  context: WorkContext,
): { underOf: Uint32Array; outermost: Candidate[] } {
  const { nodeAt, parentOf } = heap.dominatorTree(context);
  const { graph } = heap;
  const at = new Map<number, number[]>();
  candidates.forEach(({ dominator }, index) => {
    at.set(dominator, [...(at.get(dominator) ?? []), index]);
  });
  const underOf = new Uint32Array(graph.nodeCount).fill(NO_NODE);
  inSlices(context, PHASE, nodeAt.length, (from, to) => {
    for (let position = Math.max(1, from); position < to; position++) {
      const node = nodeAt[position];
      const parent = parentOf[node];
      underOf[node] = underOf[parent];
      const here = at.get(parent);
      if (here === undefined || !isMember(heap, parent, node)) continue;
      for (const index of here) {
        if (candidates[index].isContainer || candidates[index].type === graph.typeOf[node])
          underOf[node] = index;
      }
    }
  });
  const outermost: Candidate[] = [];
  for (const each of candidates) {
    const outer = underOf[each.dominator];
    if (outer === NO_NODE) outermost.push(each);
    else candidates[outer].parts.push(each);
  }
  return { underOf, outermost };
}

/** Adds those that stand for themselves to `found`; the number there of every candidate or of the one it is told by. */
function choose(
  outermost: readonly Candidate[],
  minBytes: number,
  found: Accumulation[],
): Map<Candidate, number> {
  const numberOf = new Map<Candidate, number>();
  const waiting: { each: Candidate; toldBy: number }[] = outermost.map((each) => ({ each, toldBy: NO_NODE }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { each } = next;
    const apart = each.parts.filter(({ bytes }) => bytes >= SHARE_OF_ITS_OWN * each.bytes);
    const bytes = each.bytes - apart.reduce((sum, part) => sum + part.bytes, 0);
    let { toldBy } = next;
    if (toldBy === NO_NODE && bytes >= minBytes && bytes > (1 - SHARE_OF_PARTS) * each.bytes) {
      toldBy = found.length;
      found.push({ ...each, bytes });
    }
    numberOf.set(each, toldBy);
    for (const part of each.parts)
      waiting.push({ each: part, toldBy: apart.includes(part) ? NO_NODE : toldBy });
  }
  return numberOf;
}
