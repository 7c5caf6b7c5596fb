import { edgeKind } from '../../graph/edge-kinds.ts';
import { hasBit } from '../../graph/heap-graph.ts';
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
 * 1 bit a node: it belongs to the page, being reached, other than weakly, from the root's shortcuts (global objects) and
 * documents' trees. The rest is kept by the debugger or by V8 itself. Null when there is no such root.
 *
 * V8 numbers nodes as it finds them, so that most edges lead forward: one sweep in the order of nodes, which memory
 * likes, with a stack for what lies behind it. O(N + E) time, 4 bytes a node at worst for the duration.
 */
export function pageOwned(raw: RawSnapshot): Uint8Array | null {
  const { edgeStart, count } = raw.nodes;
  const { kind, target } = raw.edges;
  const owned = new Uint8Array((count + 7) >>> 3);
  const entries = pageEntries(raw);
  if (entries.length === 0) return null;
  for (const node of entries) owned[node >>> 3] |= 1 << (node & 7);
  // Each node is put on the stack once.
  const stack = new Uint32Array(count);
  for (let swept = 0; swept < count; swept++) {
    if (!hasBit(owned, swept)) continue;
    let depth = 1;
    stack[0] = swept;
    while (depth > 0) {
      const node = stack[--depth];
      const end = edgeStart[node + 1];
      for (let edge = edgeStart[node]; edge < end; edge++) {
        const next = target[edge];
        if (hasBit(owned, next) || isWeakEdge(kind[edge])) continue;
        owned[next >>> 3] |= 1 << (next & 7);
        if (next < swept) stack[depth++] = next;
      }
    }
  }
  return owned;
}

function pageEntries(raw: RawSnapshot): readonly number[] {
  const { kind, target, label } = raw.edges;
  const entries: number[] = [];
  for (let edge = raw.nodes.edgeStart[ROOT]; edge < raw.nodes.edgeStart[ROOT + 1]; edge++) {
    const node = target[edge];
    const isEntry = kind[edge] === ELEMENT ? isDomTrees(raw, node) : isShortcutEdge(kind[edge], label[edge]);
    if (isEntry) entries.push(node);
  }
  return entries;
}
