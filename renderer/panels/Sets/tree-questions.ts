import type { TreePart } from '../../../shared/protocol/engine-api.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import type { HiddenNodes, MergedPathNode, PatternNode } from '../../../shared/protocol/rows.ts';
import type { TreeQuestion } from '../../data/use-tree.ts';

/** Nodes that come at once, and the greatest number that can be asked of one branch. */
const PAGE = 25;
const MAX_WIDTH = 100;

interface SetQuestion {
  readonly set: ObjectSet;
}

interface Answer<Node> {
  readonly nodes: readonly Node[];
  readonly hidden: HiddenNodes;
}

/** The next nodes of an answer that begins at the first: these trees are asked by width. */
function pageOf<Node>(
  { nodes, hidden }: Answer<Node>,
  offset: number,
): { rows: readonly Node[]; total: number } {
  return { rows: nodes.slice(offset), total: nodes.length + hidden.nodes };
}

function partOf(parents: readonly { readonly key: string }[], offset: number): Omit<TreePart, 'set'> {
  return {
    under: parents.map(({ key }) => key),
    width: Math.min(MAX_WIDTH, offset + PAGE),
    depth: 1,
  };
}

/** How merged paths are asked, level by level. */
export const MERGED_QUESTION: TreeQuestion<MergedPathNode, SetQuestion> = {
  keyOf: ({ key }) => key,
  canOpen: ({ goesOn }) => goesOn,
  load: async (host, snapshot, { set }, { parents, offset, options }) =>
    pageOf(await host.call(snapshot, 'merged-paths', { set, ...partOf(parents, offset) }, options), offset),
};

/** How a reference pattern is asked, level by level. */
export const PATTERN_QUESTION: TreeQuestion<PatternNode, SetQuestion> = {
  keyOf: ({ key }) => key,
  canOpen: ({ goesOn }) => goesOn,
  load: async (host, snapshot, { set }, { parents, offset, options }) =>
    pageOf(
      await host.call(snapshot, 'reference-pattern', { set, ...partOf(parents, offset) }, options),
      offset,
    ),
};
