import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../base/cancellation.ts';
import type { CancelToken } from '../base/cancellation.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import type { ReverseEdges } from '../graph/reverse-edges.ts';
import { kindOfReference, visitReferents, visitReferrers } from './folded-references.ts';
import type { VisitReference } from './folded-references.ts';

/** Which way a graph of references grows: to what holds, or to what is held. */
export type Direction = 'referrers' | 'referents';

/** The distinct objects at the other ends of a node's references, in the order of their first references. */
export interface Neighbours {
  readonly nodes: readonly number[];
  /** The first reference's edge, by index in `nodes`. */
  readonly edges: readonly number[];
  /** Whether that edge starts at the holder's attribute dict, by index in `nodes`. */
  readonly folded: readonly boolean[];
}

/** Walks a graph's references in one direction; keeps a bitset of N bits to tell neighbours apart. */
export class NeighbourWalk {
  readonly graph: HeapGraph;
  readonly direction: Direction;
  private readonly reverse: ReverseEdges;
  private readonly cancel: CancelToken;
  private readonly seen: Uint8Array;

  constructor(graph: HeapGraph, reverse: ReverseEdges, direction: Direction, cancel: CancelToken) {
    this.graph = graph;
    this.reverse = reverse;
    this.direction = direction;
    this.cancel = cancel;
    this.seen = new Uint8Array((graph.nodeCount >> 3) + 1);
  }

  /**
   * Every reference of the node in the direction, but those to itself and, among its referents, its own attribute dict,
   * for which its attributes stand. O(references). Throws HeapError `cancelled`.
   */
  visit(node: number, visit: VisitReference): void {
    const { graph, cancel } = this;
    let steps = 0;
    const guarded: VisitReference = (other, edge, folded) => {
      if (++steps % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
      if (other === node) return true;
      if (this.direction === 'referents' && !folded && graph.ownerOfDict?.[other] === node) return true;
      return visit(other, edge, folded);
    };
    if (this.direction === 'referents') visitReferents(graph, node, guarded);
    else visitReferrers(graph, this.reverse, node, guarded);
  }

  /** The node's distinct neighbours. O(references) time and memory. Throws HeapError `cancelled`. */
  neighbours(node: number): Neighbours {
    const { seen } = this;
    const nodes: number[] = [];
    const edges: number[] = [];
    const folded: boolean[] = [];
    this.visit(node, (other, edge, isFolded) => {
      const bit = 1 << (other & 7);
      if ((seen[other >> 3] & bit) !== 0) return true;
      seen[other >> 3] |= bit;
      nodes.push(other);
      edges.push(edge);
      folded.push(isFolded);
      return true;
    });
    for (const other of nodes) seen[other >> 3] = 0;
    return { nodes, edges, folded };
  }

  /** Index into EDGE_KIND_NAMES of the reference between `node` and its neighbour. O(1). */
  kindBetween(node: number, other: number, edge: number, folded: boolean): number {
    return kindOfReference(this.graph, this.direction === 'referents' ? node : other, edge, folded);
  }
}
