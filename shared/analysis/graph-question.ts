import type { CancelToken } from '../base/cancellation.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import type { ReverseEdges } from '../graph/reverse-edges.ts';
import type { Direction } from './neighbours.ts';

/** What is asked: how far and how wide around the start. */
export interface RetainerGraphQuestion {
  readonly start: number;
  readonly direction: Direction;
  /** Steps from the start. */
  readonly depth: number;
  /** Neighbours of a node that are shown before equal ones fold. */
  readonly width: number;
  /** Only neighbours of the start that have this type, from the `skip`-th; null: all. */
  readonly onlyType: number | null;
  readonly skip: number;
  readonly maxNodes: number;
}

/** What the walk needs to know of the heap. */
export interface RetainerGraphSources {
  readonly graph: HeapGraph;
  readonly reverse: ReverseEdges;
  readonly retainedBytesOf: Float64Array;
  /** Whether a node is where the walk ends, like a module or a frame. */
  readonly endsWalk: (node: number) => boolean;
  /** The holder by which the shortest chain from a root comes to a node, NO_NODE for none: among referrers never folded. */
  readonly nearestHolder: (node: number) => number;
  readonly cancel: CancelToken;
}
