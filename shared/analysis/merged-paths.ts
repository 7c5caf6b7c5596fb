import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../base/cancellation.ts';
import type { CancelToken } from '../base/cancellation.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { isOwnedDictOf } from './folded-references.ts';
import type { MembersInTree } from './members-in-tree.ts';
import type { NodeSet } from './node-set.ts';
import type { ReferenceLabels } from './reference-labels.ts';

/** Objects at which the shortest paths to some members of a set are alike so far. */
export interface MergedHolders {
  /** How what is before refers to them: a number of the labels. */
  readonly label: number;
  readonly type: number;
  /** Paths go on from these. */
  readonly nodes: number[];
  /** Objects here, also those where paths only end. */
  holders: number;
  /** Members of the set at them or behind them, and those members' own bytes. */
  count: number;
  bytes: number;
}

/** What the walk needs to know of the heap and the set. */
export interface MergedPathSources {
  readonly graph: HeapGraph;
  /** Edge by which the shortest path comes to a node, by node. */
  readonly cameBy: Uint32Array;
  readonly set: NodeSet;
  readonly members: MembersInTree;
  readonly labels: ReferenceLabels;
  /** The label of what stands directly under node 0. */
  readonly labelOfRoot: (node: number) => number;
}

/**
 * The next steps of the shortest paths from `holders` to members of the set, those with one label and one type together;
 * greatest number of members' bytes first. From node 0: the roots. Attribute dicts are left out of paths, unless they
 * are members. O(steps · log members). Throws HeapError `cancelled`.
 */
export function mergedSteps(
  sources: MergedPathSources,
  holders: readonly number[],
  cancel: CancelToken,
): MergedHolders[] {
  const { graph, cameBy, set, members, labels } = sources;
  const found = new Map<number, MergedHolders>();
  let steps = 0;
  const add = (label: number, node: number, goesOn: boolean): void => {
    if (++steps % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
    const type = graph.typeOf[node];
    const place = label * graph.typeNames.length + type;
    let merged = found.get(place);
    if (merged === undefined) {
      merged = { label, type, nodes: [], holders: 0, count: 0, bytes: 0 };
      found.set(place, merged);
    }
    const below = goesOn ? members.below(node) : { count: 1, bytes: graph.shallowBytesOf[node] };
    merged.holders++;
    merged.count += below.count;
    merged.bytes += below.bytes;
    if (goesOn) merged.nodes.push(node);
  };
  for (const holder of holders) {
    members.visitChildren(holder, (child) => {
      if (holder === 0) add(sources.labelOfRoot(child), child, true);
      else if (isOwnedDictOf(graph, child, holder)) {
        if (set.has(child)) add(labels.numberOf(holder, cameBy[child]), child, false);
        members.visitChildren(child, (value) => add(labels.numberOf(child, cameBy[value]), value, true));
      } else add(labels.numberOf(holder, cameBy[child]), child, true);
    });
  }
  return [...found.values()].sort((a, b) => b.bytes - a.bytes || b.count - a.count || a.label - b.label);
}
