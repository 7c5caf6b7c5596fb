import { KEEPER_KINDS } from './keepers.ts';
import type { PathNode } from './paths.ts';

/** Kinds of findings. Names equal FindingKind of the protocol, which the query holds. */
export const FINDING_KINDS = [
  ...KEEPER_KINDS,
  'c-held-too',
  'gc-garbage',
  'garbage',
  'cycle',
  'chain',
  'large-object',
] as const;
export type FoundKind = (typeof FINDING_KINDS)[number];

/** One statement about a heap, as nodes and numbers. */
export interface FoundFinding {
  readonly kind: FoundKind;
  /** Whose going would free the bytes. */
  readonly holder: number;
  /** From a root to the object that holds the members; of garbage once around its cycle. Holds the holder. */
  readonly chain: readonly PathNode[];
  /** Type of what is held, of most of it where it is mixed. */
  readonly type: number;
  readonly isMixed: boolean;
  readonly count: number;
  readonly bytes: number;
  /** Whether other objects hold the members, too: all of them have to let go. */
  readonly isShared: boolean;
  /** One of what is held; NO_NODE for none. */
  readonly example: number;
  /** Cycles that what is held is in; 0 for none. */
  readonly cycles: number;
  /** Whether the type has a `__del__`. */
  readonly hasFinalizer: boolean;
  /** References beyond those seen, of C-held objects. */
  readonly references: number;
}

/** What is too small to be told. */
export interface FindingThreshold {
  /** The greater of the two below. */
  readonly bytes: number;
  readonly shareOfHeap: number;
  readonly leastBytes: number;
}

export interface FindingsOfHeap {
  /** Most bytes first. */
  readonly found: readonly FoundFinding[];
  readonly threshold: FindingThreshold;
}
