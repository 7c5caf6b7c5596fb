/** Below this share of all nodes a list is smaller and faster than bits. */
const SPARSE = 32;

/**
 * A set of nodes that does not change, as bits, as an ascending list, or both, each made when first asked for. Bits take
 * N / 8 bytes, the list 4 bytes a member.
 */
export class NodeSet {
  /** Nodes of the heap, members or not. */
  readonly nodeCount: number;
  readonly count: number;
  private madeBits: Uint8Array | null;
  private madeNodes: Uint32Array | null;

  private constructor(nodeCount: number, count: number, bits: Uint8Array | null, nodes: Uint32Array | null) {
    this.nodeCount = nodeCount;
    this.count = count;
    this.madeBits = bits;
    this.madeNodes = nodes;
  }

  /** The set of bits that are 1: bit v & 7 of byte v >> 3, none from N on. Takes the array over. O(N / 8). */
  static ofBits(nodeCount: number, bits: Uint8Array): NodeSet {
    return new NodeSet(nodeCount, countBits(bits), bits, null);
  }

  /** The set of a list; ascending without repeats. Takes the array over. O(1). */
  static ofSorted(nodeCount: number, nodes: Uint32Array): NodeSet {
    return new NodeSet(nodeCount, nodes.length, null, nodes);
  }

  /** The set of a list in any order, with repeats. O(length · log length). */
  static of(nodeCount: number, nodes: Iterable<number>): NodeSet {
    return NodeSet.ofSorted(
      nodeCount,
      Uint32Array.from(new Set(nodes)).sort((a, b) => a - b),
    );
  }

  /** Bits by node; not to be changed. O(N / 8) the first time. */
  get bits(): Uint8Array {
    if (this.madeBits === null) {
      this.madeBits = emptyBits(this.nodeCount);
      for (const node of this.nodes) this.madeBits[node >> 3] |= 1 << (node & 7);
    }
    return this.madeBits;
  }

  /** Members, ascending; not to be changed. O(N / 8 + members) the first time. */
  get nodes(): Uint32Array {
    this.madeNodes ??= nodesOfBits(this.bits, this.count);
    return this.madeNodes;
  }

  /** Few enough that walking over its members beats walking over all nodes. O(1). */
  get isSparse(): boolean {
    return this.count * SPARSE < this.nodeCount;
  }

  /** Whether the node is a member. O(1) but for making the bits. */
  has(node: number): boolean {
    const bits = this.bits;
    return (bits[node >> 3] & (1 << (node & 7))) !== 0;
  }

  /** Members of both, of either, or of this and not of the other. O(N / 8). */
  combine(how: 'and' | 'or' | 'minus', other: NodeSet): NodeSet {
    const [left, right] = [this.bits, other.bits];
    const bits = new Uint8Array(left.length);
    for (let at = 0; at < bits.length; at++) {
      if (how === 'and') bits[at] = left[at] & right[at];
      else if (how === 'or') bits[at] = left[at] | right[at];
      else bits[at] = left[at] & ~right[at];
    }
    return NodeSet.ofBits(this.nodeCount, bits);
  }
}

/** Room for a bit for each node, all 0. O(N / 8). */
export function emptyBits(nodeCount: number): Uint8Array {
  return new Uint8Array((nodeCount >> 3) + 1);
}

function countBits(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) {
    for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  }
  return count;
}

function nodesOfBits(bits: Uint8Array, count: number): Uint32Array {
  const nodes = new Uint32Array(count);
  let length = 0;
  for (let at = 0; at < bits.length; at++) {
    // Lowest bit first, so that nodes ascend.
    for (let rest = bits[at]; rest !== 0; rest &= rest - 1) {
      nodes[length++] = 8 * at + 31 - Math.clz32(rest & -rest);
    }
  }
  return nodes;
}
