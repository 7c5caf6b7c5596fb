import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { holdersOf } from '../analysis/linked-nodes.ts';
import { NodeSet } from '../analysis/node-set.ts';
import { ownerKinds } from '../analysis/owner-kinds.ts';
import type { OwnerKinds } from '../analysis/owner-kinds.ts';
import { MAX_PATTERN_NODES } from '../protocol/engine-api.ts';
import type { TreePart } from '../protocol/engine-api.ts';
import type { PatternNode, ReferencePattern } from '../protocol/rows.ts';
import { setsOf } from './object-sets.ts';
import type { Query, QueryContext } from './query-context.ts';
import { RecentlyUsed } from './recently-used.ts';

/** Some objects of one kind, and all that the way down to them has shown. */
interface Part {
  readonly kind: number;
  readonly members: NodeSet;
  readonly above: NodeSet;
}

interface Open {
  readonly parts: readonly Part[];
  readonly shown: PatternNode[];
  readonly hide: (nodes: number, count: number) => void;
}

/**
 * Heapy's reference pattern: the objects of a set by kind, under each kind what refers to those, by kind, and so on;
 * what stands above on the way is left out, so that cycles end. Answers a part of it: `depth` levels below the node that
 * the keys `under` lead to, the `width` greatest of each. O(references to the objects of each node shown).
 */
export const referencePattern: Query<'reference-pattern'> = (context, params) => {
  let kept = keptOfHeap.get(context.heap);
  if (kept === undefined) {
    kept = new RecentlyUsed(MAX_KEPT);
    keptOfHeap.set(context.heap, kept);
  }
  return kept.get(JSON.stringify(params), () => findPattern(context, params));
};

/** Answers kept: of a large set one takes seconds. At most MAX_PATTERN_NODES nodes each. */
const MAX_KEPT = 8;
const keptOfHeap = new WeakMap<HeapAnalysis, RecentlyUsed<ReferencePattern>>();

function findPattern(context: QueryContext, { set, under, width, depth }: TreePart): ReferencePattern {
  const { heap } = context;
  const sets = setsOf(heap);
  const kinds = ownerKinds(heap.graph);
  const all = sets.find({ kind: 'all' }, context);
  const top = sets.find(set, context);
  const nothing = NodeSet.ofSorted(heap.graph.nodeCount, new Uint32Array(0));
  const sorter = new KindSorter(kinds);
  let parts = sorter.partsOf(top, nothing);
  for (const key of under) {
    const opened = parts.find(({ kind }) => kinds.textOf(kind) === key);
    parts = opened === undefined ? [] : holdersByKind(heap, opened, all, sorter, context);
  }
  const answer = { count: top.count, nodes: [] as PatternNode[], hidden: { nodes: 0, count: 0 } };
  let level: Open[] = [
    { parts, shown: answer.nodes, hide: (nodes, count) => (answer.hidden = { nodes, count }) },
  ];
  let made = 0;
  for (let step = 0; step < depth; step++) {
    const next: Open[] = [];
    for (const open of level) {
      const room = Math.max(0, Math.min(width, MAX_PATTERN_NODES - made));
      const left = open.parts.slice(room);
      open.hide(
        left.length,
        left.reduce((sum, part) => sum + part.members.count, 0),
      );
      for (const part of open.parts.slice(0, room)) {
        made++;
        const { node, hide } = nodeOf(heap, part, kinds);
        open.shown.push(node);
        const holders = holdersByKind(heap, part, all, sorter, context);
        node.goesOn = holders.length > 0;
        next.push({ parts: holders, shown: node.nodes as PatternNode[], hide });
      }
    }
    level = next;
  }
  return answer;
}

/** What refers to the objects of a part and does not stand above them. */
function holdersByKind(
  heap: HeapAnalysis,
  { members, above }: Part,
  all: NodeSet,
  sorter: KindSorter,
  context: QueryContext,
): Part[] {
  const shown = above.combine('or', members);
  const holders = holdersOf(heap.graph, heap.reverseEdges(context), members, context);
  return sorter.partsOf(holders.combine('and', all).combine('minus', shown), shown);
}

/** Puts objects in order of their kinds by counting; its columns, 8 bytes a kind, are used again for each set. */
class KindSorter {
  private readonly kinds: OwnerKinds;
  private readonly countOf: Uint32Array;
  /** Where the next object of a kind goes. */
  private readonly placeOf: Uint32Array;

  constructor(kinds: OwnerKinds) {
    this.kinds = kinds;
    this.countOf = new Uint32Array(kinds.count);
    this.placeOf = new Uint32Array(kinds.count);
  }

  /** By kind, the kind with most objects first. O(members + kinds among them). */
  partsOf({ nodes, nodeCount }: NodeSet, above: NodeSet): Part[] {
    const { countOf, placeOf, kinds } = this;
    const present: number[] = [];
    for (const node of nodes) {
      const kind = kinds.kindOf(node);
      if (countOf[kind]++ === 0) present.push(kind);
    }
    let place = 0;
    for (const kind of present) {
      placeOf[kind] = place;
      place += countOf[kind];
    }
    const sorted = new Uint32Array(nodes.length);
    for (const node of nodes) sorted[placeOf[kinds.kindOf(node)]++] = node;
    const parts = present.map((kind) => {
      const members = NodeSet.ofSorted(nodeCount, sorted.slice(placeOf[kind] - countOf[kind], placeOf[kind]));
      return { kind, above, members };
    });
    for (const kind of present) countOf[kind] = 0;
    return parts.sort((a, b) => b.members.count - a.members.count || a.kind - b.kind);
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function nodeOf(
  { graph, roots }: HeapAnalysis,
  { kind, members }: Part,
  kinds: OwnerKinds,
): { node: Writable<PatternNode>; hide: Open['hide'] } {
  let shallowBytes = 0;
  let rootCount = 0;
  for (const member of members.nodes) {
    shallowBytes += graph.shallowBytesOf[member];
    if (roots.rootOf(member) >= 0) rootCount++;
  }
  const node: Writable<PatternNode> = {
    key: kinds.textOf(kind),
    id: members.count === 1 ? graph.idOf(members.nodes[0]) : null,
    preview: members.count === 1 ? graph.previewOf(members.nodes[0]) : '',
    ...{ count: members.count, shallowBytes, roots: rootCount, goesOn: false },
    nodes: [],
    hidden: { nodes: 0, count: 0 },
  };
  return { node, hide: (nodes, count) => (node.hidden = { nodes, count }) };
}
