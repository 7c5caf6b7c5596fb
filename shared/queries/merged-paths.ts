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

/** What stands on top of what no root reaches. */
const UNREACHABLE = '(unreachable)';

/** A node whose next steps are still to be found. */
interface Open {
  readonly holders: readonly number[];
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
  const sources = sourcesOf(heap, set, context);
  let holders: readonly number[] = [0];
  for (const key of under) {
    const next = mergedSteps(sources, holders).find((each) => keyOf(heap, sources, each) === key);
    holders = next?.nodes ?? [];
  }
  const total = sources.members.below(0);
  const answer = {
    count: total.count,
    bytes: total.bytes,
    nodes: [] as MergedPathNode[],
    hidden: { nodes: 0, count: 0 },
  };
  let level: Open[] = [
    { holders, shown: answer.nodes, hide: (nodes, count) => (answer.hidden = { nodes, count }) },
  ];
  let made = 0;
  for (let step = 0; step < depth; step++) {
    const next: Open[] = [];
    for (const open of level) {
      const found = mergedSteps(sources, open.holders);
      const room = Math.max(0, Math.min(width, MAX_MERGED_NODES - made));
      made += Math.min(room, found.length);
      for (const each of found.slice(0, room)) {
        const { node, hide } = nodeOf(heap, sources, each);
        open.shown.push(node);
        next.push({ holders: each.nodes, shown: node.nodes as MergedPathNode[], hide });
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

function sourcesOf(heap: HeapAnalysis, set: ObjectSet, context: QueryContext): MergedPathSources {
  const { graph } = heap;
  const found = setsOf(heap).find(set, context);
  const labels = new ReferenceLabels(graph);
  return {
    ...{ graph, labels, set: found, cancel: context.cancel },
    cameBy: heap.distancesFromRoots(context).cameBy,
    members: new MembersInTree(heap.shortestTree(context), found, graph.shallowBytesOf),
    labelOfRoot: (node) => {
      const root = heap.roots.rootOf(node);
      return labels.number(root < 0 ? UNREACHABLE : rootText(graph, root));
    },
  };
}

function keyOf(
  { graph }: HeapAnalysis,
  { labels }: MergedPathSources,
  { label, type }: MergedHolders,
): string {
  return `${labels.textOf(label)} → ${graph.typeNames[type]}`;
}

function nodeOf(
  heap: HeapAnalysis,
  sources: MergedPathSources,
  merged: MergedHolders,
): { node: MergedPathNode; hide: Open['hide'] } {
  const only = merged.holders === 1 && merged.nodes.length === 1 ? merged.nodes[0] : null;
  // What is below the last level is not counted in groups: those would have to be found first.
  const node = {
    key: keyOf(heap, sources, merged),
    label: sources.labels.textOf(merged.label),
    type: heap.graph.typeNames[merged.type],
    role: only === null ? roleOfType(heap, merged.type) : roleOf(heap, only),
    id: only === null ? null : heap.graph.idOf(only),
    preview: only === null ? '' : heap.graph.previewOf(only),
    holders: merged.holders,
    count: merged.count,
    bytes: merged.bytes,
    goesOn: merged.count > membersAmong(sources, merged),
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
