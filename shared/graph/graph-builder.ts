import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../base/cancellation.ts';
import type { CancelToken } from '../base/cancellation.ts';
import { HeapError } from '../base/errors.ts';

/** Greatest number of edges: offsets are u32, and the greatest value means "none". */
const MAX_EDGES = 0xffff_fff0;

/** The edge columns of a HeapGraph. */
export interface BuiltEdges {
  readonly edgeCount: number;
  readonly edgeStart: Uint32Array;
  readonly edgeTarget: Uint32Array;
  readonly edgeKind: Uint8Array;
  readonly edgeLabel: Uint32Array;
}

/** An edge of the synthetic root. */
export interface RootEdge {
  readonly target: number;
  readonly kind: number;
  readonly label: number;
}

/**
 * Makes CSR edges from edges that come in any order of their sources, by counting sort: the caller first says how many
 * edges each node has at most, then adds them; edges of one node keep the order in which they were added. Node 0 is
 * the synthetic root, whose edges are given last, when the others are known: finding roots may need them.
 *
 * Memory: the columns (9 bytes an edge, 4 a node) and 4 bytes a node until `finish`.
 */
export class GraphBuilder {
  readonly nodeCount: number;
  /** First edge by node, before `finish`. */
  readonly from: Uint32Array;
  /** One past the last edge added so far, by node, before `finish`. */
  readonly to: Uint32Array;
  edgeTarget: Uint32Array;
  private edgeKind: Uint8Array;
  private edgeLabel: Uint32Array;

  /**
   * `capacityOf` is the greatest number of edges by node, at [node]; it is taken over and changed. Throws HeapError
   * `too-big` above 4,294,967,280 edges. O(N).
   */
  constructor(capacityOf: Uint32Array, rootCapacity: number) {
    this.nodeCount = capacityOf.length;
    this.from = capacityOf;
    let total = rootCapacity;
    for (let node = 0; node < this.nodeCount; node++) {
      const capacity = capacityOf[node];
      capacityOf[node] = total;
      total += capacity;
      if (total > MAX_EDGES)
        throw new HeapError('too-big', 'The snapshot has more than 4 billion references.');
    }
    this.to = capacityOf.slice();
    this.edgeTarget = new Uint32Array(total);
    this.edgeKind = new Uint8Array(total);
    this.edgeLabel = new Uint32Array(total);
  }

  /** Adds an edge; its source must have capacity left. O(1). */
  add(source: number, target: number, kind: number, label: number): void {
    const edge = this.to[source]++;
    this.edgeTarget[edge] = target;
    this.edgeKind[edge] = kind;
    this.edgeLabel[edge] = label;
  }

  /** Kind of an edge added before, by its place between `from` and `to`. O(1). */
  kindAt(edge: number): number {
    return this.edgeKind[edge];
  }

  /**
   * The columns, with the edges of node 0 in front. Gaps left by unused capacity are closed in place. The builder is
   * used up. O(N + E). Throws HeapError `cancelled`.
   */
  finish(rootEdges: readonly RootEdge[], cancel: CancelToken): BuiltEdges {
    const { nodeCount, from, to } = this;
    const firstEdge = nodeCount > 1 ? from[1] : this.edgeTarget.length;
    if (rootEdges.length > firstEdge) this.insertFront(rootEdges.length - firstEdge);
    const shift = Math.max(0, rootEdges.length - firstEdge);
    const edgeStart = new Uint32Array(nodeCount + 1);
    rootEdges.forEach((root, edge) => this.set(edge, root));
    let edgeCount = rootEdges.length;
    for (let node = 1; node < nodeCount; node++) {
      if (node % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
      edgeStart[node] = edgeCount;
      this.moveEdges(from[node] + shift, to[node] + shift, edgeCount);
      edgeCount += to[node] - from[node];
    }
    edgeStart[nodeCount] = edgeCount;
    return {
      edgeCount,
      edgeStart,
      edgeTarget: trimmed(this.edgeTarget, edgeCount),
      edgeKind: trimmed(this.edgeKind, edgeCount),
      edgeLabel: trimmed(this.edgeLabel, edgeCount),
    };
  }

  private set(edge: number, { target, kind, label }: RootEdge): void {
    this.edgeTarget[edge] = target;
    this.edgeKind[edge] = kind;
    this.edgeLabel[edge] = label;
  }

  private moveEdges(from: number, to: number, place: number): void {
    if (from === place) return;
    const { edgeTarget, edgeKind, edgeLabel } = this;
    // An element loop: most nodes have a handful of edges, for which copyWithin's call costs more.
    for (let edge = from; edge < to; edge++, place++) {
      edgeTarget[place] = edgeTarget[edge];
      edgeKind[place] = edgeKind[edge];
      edgeLabel[place] = edgeLabel[edge];
    }
  }

  /** Rare: more roots than the capacity given for them. */
  private insertFront(count: number): void {
    const length = this.edgeTarget.length + count;
    const edgeTarget = new Uint32Array(length);
    edgeTarget.set(this.edgeTarget, count);
    this.edgeTarget = edgeTarget;
    const edgeKind = new Uint8Array(length);
    edgeKind.set(this.edgeKind, count);
    this.edgeKind = edgeKind;
    const edgeLabel = new Uint32Array(length);
    edgeLabel.set(this.edgeLabel, count);
    this.edgeLabel = edgeLabel;
  }
}

/** The first `length` elements: as a view where that wastes less than an eighth, else copied. */
function trimmed<A extends Uint8Array | Uint32Array>(column: A, length: number): A {
  const wasted = column.length - length;
  return (wasted * 8 < column.length ? column.subarray(0, length) : column.slice(0, length)) as A;
}
