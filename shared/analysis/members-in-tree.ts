import type { NodeSet } from './node-set.ts';
import type { PreorderTree } from './preorder-tree.ts';

/** How much of a set lies below nodes of a tree. 12 bytes a member. */
export class MembersInTree {
  private readonly tree: PreorderTree;
  /** Positions of members, ascending. */
  private readonly positions: Uint32Array;
  /** Sum of the bytes of the members before, by index into positions; one longer. */
  private readonly bytesBefore: Float64Array;

  /** O(members · log members). */
  constructor(tree: PreorderTree, set: NodeSet, shallowBytesOf: Float64Array) {
    this.tree = tree;
    this.positions = Uint32Array.from(set.nodes, (node) => tree.positionOf[node]).sort();
    this.bytesBefore = new Float64Array(this.positions.length + 1);
    for (let index = 0; index < this.positions.length; index++) {
      this.bytesBefore[index + 1] =
        this.bytesBefore[index] + shallowBytesOf[tree.nodeAt[this.positions[index]]];
    }
  }

  /** Members in the subtree of a node, itself included, and their own bytes. O(log members). */
  below(node: number): { readonly count: number; readonly bytes: number } {
    const from = this.tree.positionOf[node];
    const first = this.firstFrom(from);
    const end = this.firstFrom(from + this.tree.sizeOf[node]);
    return { count: end - first, bytes: this.bytesBefore[end] - this.bytesBefore[first] };
  }

  /**
   * Calls `visit` for each child of a node that has members in its subtree, ascending by position. O(such children ·
   * (log members + depth of their first members)), at most the node's subtree, however many other children there are.
   */
  visitChildren(node: number, visit: (child: number) => void): void {
    const { tree, positions } = this;
    const end = tree.positionOf[node] + tree.sizeOf[node];
    let index = this.firstFrom(tree.positionOf[node] + 1);
    while (index < positions.length && positions[index] < end) {
      const child = this.childTowards(node, tree.nodeAt[positions[index]]);
      visit(child);
      index = this.firstFrom(tree.positionOf[child] + tree.sizeOf[child]);
    }
  }

  private childTowards(node: number, below: number): number {
    const { parentOf } = this.tree;
    let child = below;
    while (parentOf[child] !== node) child = parentOf[child];
    return child;
  }

  private firstFrom(position: number): number {
    let low = 0;
    let high = this.positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.positions[middle] < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
