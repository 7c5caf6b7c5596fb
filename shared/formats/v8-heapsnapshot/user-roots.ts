import { edgeKind } from '../../graph/edge-kinds.ts';
import { isShortcutEdge, isWeakEdge } from './edge-columns.ts';
import type { RawSnapshot } from './raw-snapshot.ts';
import { ROOT } from './raw-snapshot.ts';

const ELEMENT = edgeKind('element');
/** The synthetic node that holds the trees of a page's documents. */
const DOM_TREES = '(Document DOM trees)';

function isDomTrees(raw: RawSnapshot, node: number): boolean {
  const { nodes, types, strings } = raw;
  return nodes.rawType[node] === types.synthetic && strings.get(nodes.name[node], 64) === DOM_TREES;
}

/**
 * Nodes that the root refers to, without repetition: those that users own first (global objects, documents' trees), then
 * V8's root groups, each in the file's order. O(edges of the root).
 */
export function rootNodes(raw: RawSnapshot): {
  readonly user: readonly number[];
  readonly system: readonly number[];
} {
  const user = new Set<number>();
  const system = new Set<number>();
  const { edgeStart, rawType } = raw.nodes;
  for (let edge = edgeStart[ROOT]; edge < edgeStart[ROOT + 1]; edge++) {
    const node = raw.edges.target[edge];
    if (node === ROOT) continue;
    const isUser = rawType[node] !== raw.types.synthetic || isDomTrees(raw, node);
    (isUser ? user : system).add(node);
  }
  return { user: [...user], system: [...system] };
}

/**
 * 1 for every node that belongs to the page, by node: what is reached, other than weakly, from the root's shortcuts
 * (global objects) and documents' trees. The rest is kept by the debugger or by V8 itself. Null when there is no such
 * root. O(N + E) time, 5 bytes a node.
 */
export function pageOwned(raw: RawSnapshot): Uint8Array | null {
  const { edgeStart } = raw.nodes;
  const { kind, target, label } = raw.edges;
  const isOwned = new Uint8Array(raw.nodes.count);
  // Each node is put on the stack once.
  const stack = new Uint32Array(raw.nodes.count);
  let depth = 0;
  for (let edge = edgeStart[ROOT]; edge < edgeStart[ROOT + 1]; edge++) {
    const node = target[edge];
    const isEntry = kind[edge] === ELEMENT ? isDomTrees(raw, node) : isShortcutEdge(kind[edge], label[edge]);
    if (!isEntry || isOwned[node] === 1) continue;
    isOwned[node] = 1;
    stack[depth++] = node;
  }
  if (depth === 0) return null;
  while (depth > 0) {
    const node = stack[--depth];
    const end = edgeStart[node + 1];
    for (let edge = edgeStart[node]; edge < end; edge++) {
      const next = target[edge];
      if (isOwned[next] === 1 || isWeakEdge(kind[edge])) continue;
      isOwned[next] = 1;
      stack[depth++] = next;
    }
  }
  return isOwned;
}
