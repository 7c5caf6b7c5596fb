import { rootText } from '../analysis/group-by-root.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { MembersInTree } from '../analysis/members-in-tree.ts';
import { mergedSteps } from '../analysis/merged-paths.ts';
import type { MergedHolders, MergedPathSources } from '../analysis/merged-paths.ts';
import { ReferenceLabels } from '../analysis/reference-labels.ts';
import { MAX_MERGED_NODES } from '../protocol/engine-api.ts';
import type { ObjectSet } from '../protocol/object-set.ts';
import type { MergedPathNode } from '../protocol/rows.ts';
import { roleOf, roleOfType } from './object-rows.ts';
import { setsOf } from './object-sets.ts';
import type { Query, QueryContext } from './query-context.ts';
import { RecentlyUsed } from './recently-used.ts';

/** What stands on top of what no root reaches. */
const UNREACHABLE = '(unreachable)';

/** A node whose next steps are still to be found. */
interface Open {
  /** null for the top. */
  readonly merged: MergedHolders | null;
  readonly shown: MergedPathNode[];
  /** Where to say how much is not shown. */
  readonly hide: (groups: number, count: number) => void;
}

/**
 * The shortest paths from the roots to all objects of a set as one tree, in which steps of one label and type are one
 * node. Answers a part of it: `depth` levels below the node that the keys `under` lead to, the `width` greatest of each.
 * Costs what finding the set costs, then what mergedSteps costs for each node shown.
 */
export const mergedPaths: Query<'merged-paths'> = (context, { set, under, width, depth }) => {
  const { heap } = context;
  const tree = treeOf(heap, set, context);
  const total = tree.sources.members.below(0);
  const answer = {
    count: total.count,
    bytes: total.bytes,
    nodes: [] as MergedPathNode[],
    hidden: { nodes: 0, count: 0 },
  };
  const top = tree.find(under, context);
  if (top === undefined) return answer;
  let level: Open[] = [
    { merged: top, shown: answer.nodes, hide: (nodes, count) => (answer.hidden = { nodes, count }) },
  ];
  let made = 0;
  for (let step = 0; step < depth; step++) {
    const next: Open[] = [];
    for (const open of level) {
      const found = tree.below(open.merged, context);
      const room = Math.max(0, Math.min(width, MAX_MERGED_NODES - made));
      made += Math.min(room, found.length);
      for (const merged of found.slice(0, room)) {
        const { node, hide } = nodeOf(heap, tree, merged);
        open.shown.push(node);
        next.push({ merged, shown: node.nodes as MergedPathNode[], hide });
      }
      const left = found.slice(room);
      open.hide(
        left.length,
        left.reduce((sum, each) => sum + each.count, 0),
      );
    }
    level = next;
  }
  return answer;
};

/** Trees kept between questions: opening a node asks about the same set again. */
const MAX_TREES = 2;

/** The tree of one set, each node's inside found when first asked for, then kept: altogether 8 bytes a node of the heap. */
class MergedTree {
  readonly sources: MergedPathSources;
  private readonly heap: HeapAnalysis;
  private readonly found = new Map<MergedHolders | null, MergedHolders[]>();

  constructor(heap: HeapAnalysis, sources: MergedPathSources) {
    this.heap = heap;
    this.sources = sources;
  }

  /** What is directly below a node; null for the top. Throws HeapError `cancelled`. */
  below(merged: MergedHolders | null, { cancel }: QueryContext): readonly MergedHolders[] {
    let steps = this.found.get(merged);
    if (steps === undefined) {
      steps = mergedSteps(this.sources, merged === null ? [0] : merged.nodes, cancel);
      this.found.set(merged, steps);
    }
    return steps;
  }

  /** The node that keys lead to from the top, null for the top itself, undefined when there is none. */
  find(keys: readonly string[], context: QueryContext): MergedHolders | null | undefined {
    let found: MergedHolders | null = null;
    for (const key of keys) {
      const next: MergedHolders | undefined = this.below(found, context).find(
        (each) => this.keyOf(each) === key,
      );
      if (next === undefined) return undefined;
      found = next;
    }
    return found;
  }

  keyOf({ label, type }: MergedHolders): string {
    return `${this.sources.labels.textOf(label)} → ${this.heap.graph.typeNames[type]}`;
  }
}

const treesOfHeap = new WeakMap<HeapAnalysis, RecentlyUsed<MergedTree>>();

function treeOf(heap: HeapAnalysis, set: ObjectSet, context: QueryContext): MergedTree {
  let trees = treesOfHeap.get(heap);
  if (trees === undefined) {
    trees = new RecentlyUsed(MAX_TREES);
    treesOfHeap.set(heap, trees);
  }
  return trees.get(JSON.stringify(set), () => new MergedTree(heap, sourcesOf(heap, set, context)));
}

function sourcesOf(heap: HeapAnalysis, set: ObjectSet, context: QueryContext): MergedPathSources {
  const { graph } = heap;
  const found = setsOf(heap).find(set, context);
  const labels = new ReferenceLabels(graph);
  return {
    ...{ graph, labels, set: found },
    cameBy: heap.distancesFromRoots(context).cameBy,
    members: new MembersInTree(heap.shortestTree(context), found, graph.shallowBytesOf),
    labelOfRoot: (node) => {
      const root = heap.roots.rootOf(node);
      return labels.number(root < 0 ? UNREACHABLE : rootText(graph, root));
    },
  };
}

function nodeOf(
  heap: HeapAnalysis,
  tree: MergedTree,
  merged: MergedHolders,
): { node: MergedPathNode; hide: Open['hide'] } {
  const only = merged.holders === 1 && merged.nodes.length === 1 ? merged.nodes[0] : null;
  // What is below the last level is not counted in groups: those would have to be found first.
  const node = {
    key: tree.keyOf(merged),
    label: tree.sources.labels.textOf(merged.label),
    type: heap.graph.typeNames[merged.type],
    role: only === null ? roleOfType(heap, merged.type) : roleOf(heap, only),
    id: only === null ? null : heap.graph.idOf(only),
    preview: only === null ? '' : heap.graph.previewOf(only),
    holders: merged.holders,
    count: merged.count,
    bytes: merged.bytes,
    goesOn: merged.count > membersAmong(tree.sources, merged),
    nodes: [] as MergedPathNode[],
    hidden: { nodes: 0, count: 0 },
  };
  return { node, hide: (nodes, count) => (node.hidden = { nodes, count }) };
}

/** How many of the holders are members themselves. */
function membersAmong({ set }: MergedPathSources, { nodes, holders }: MergedHolders): number {
  let count = holders - nodes.length;
  for (const node of nodes) if (set.has(node)) count++;
  return count;
}
