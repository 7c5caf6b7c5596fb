import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../base/cancellation.ts';
import type { CancelToken } from '../base/cancellation.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import type { ReverseEdges } from '../graph/reverse-edges.ts';
import {
  countReferents,
  countReferrers,
  kindOfReference,
  visitReferents,
  visitReferrers,
} from './folded-references.ts';
import type { VisitReference } from './folded-references.ts';

/** Which way a graph of references grows: to what holds, or to what is held. */
export type Direction = 'referrers' | 'referents';

/** The distinct objects at the other ends of a node's references, in the order of their first references. */
export interface Neighbours {
  /** How many there are; the columns are longer. */
  readonly count: number;
  /** References to them altogether. */
  readonly references: number;
  /** Node, by index of the neighbour. */
  readonly nodes: Uint32Array;
  /** The first reference's edge, by index of the neighbour. */
  readonly edges: Uint32Array;
  /** 1 where that edge starts at the holder's attribute dict, by index of the neighbour. */
  readonly folded: Uint8Array;
}

/** Entries of lists kept for a second look at the same nodes: 36 MB. */
const MAX_KEPT_ENTRIES = 4_000_000;

/** Walks a graph's references in one direction; keeps a bitset of N bits to tell neighbours apart. */
export class NeighbourWalk {
  readonly graph: HeapGraph;
  readonly direction: Direction;
  private readonly reverse: ReverseEdges;
  private readonly cancel: CancelToken;
  private readonly seen: Uint8Array;
  private readonly kept = new Map<number, Neighbours>();
  private keptEntries = 0;

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

  /**
   * The node's distinct neighbours, kept for the next time while there is room. O(references) time and memory. Throws
   * HeapError `cancelled`.
   */
  neighbours(node: number): Neighbours {
    const known = this.kept.get(node);
    if (known !== undefined) return known;
    const found = this.findNeighbours(node);
    if (this.keptEntries + found.nodes.length <= MAX_KEPT_ENTRIES) {
      this.keptEntries += found.nodes.length;
      this.kept.set(node, found);
    }
    return found;
  }

  private findNeighbours(node: number): Neighbours {
    const { seen, graph } = this;
    const capacity =
      this.direction === 'referents'
        ? countReferents(graph, node)
        : countReferrers(graph, this.reverse, node);
    const nodes = new Uint32Array(capacity);
    const edges = new Uint32Array(capacity);
    const folded = new Uint8Array(capacity);
    let count = 0;
    let references = 0;
    this.visit(node, (other, edge, isFolded) => {
      references++;
      const bit = 1 << (other & 7);
      if ((seen[other >> 3] & bit) !== 0) return true;
      seen[other >> 3] |= bit;
      nodes[count] = other;
      edges[count] = edge;
      folded[count++] = isFolded ? 1 : 0;
      return true;
    });
    for (let index = 0; index < count; index++) seen[nodes[index] >> 3] = 0;
    return { count, references, nodes, edges, folded };
  }

  /** Index into EDGE_KIND_NAMES of the first reference between the node and a neighbour, by its index. O(1). */
  kindBetween(node: number, { nodes, edges, folded }: Neighbours, index: number): number {
    const holder = this.direction === 'referents' ? node : nodes[index];
    return kindOfReference(this.graph, holder, edges[index], folded[index] === 1);
  }
}
