import type { RootTable } from '../graph/heap-graph.ts';

/** Finds whether and as what a node is a root, without an entry per node. */
export interface RootIndex {
  /** Row of the node in the root table, the first if it has several; −1 when it is no root. O(log roots). */
  rootOf(node: number): number;
}

/** Sorts the root table's rows by node. O(roots · log roots) time, 8 bytes a root. */
export function indexRoots(roots: RootTable): RootIndex {
  const rows = Uint32Array.from({ length: roots.count }, (_, row) => row);
  rows.sort((a, b) => roots.node[a] - roots.node[b] || a - b);
  const nodes = Uint32Array.from(rows, (row) => roots.node[row]);
  return {
    rootOf: (node) => {
      let low = 0;
      let high = nodes.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (nodes[middle] < node) low = middle + 1;
        else high = middle;
      }
      return low < nodes.length && nodes[low] === node ? rows[low] : -1;
    },
  };
}
