import type { StringTable } from './string-table.ts';
import type { TypeLayouts } from './type-layouts.ts';

/** No node: unreachable, no dominator, no owner. */
export const NO_NODE = 0xffff_ffff;

/** Of a root: what kind of thing keeps its node alive. Names equal RootKindName of the protocol. */
export const ROOT_KIND_NAMES = [
  'module',
  'frame',
  'thread',
  'interpreter',
  'c-held',
  'static',
  'gc-garbage',
  'v8-root',
  'unknown',
] as const;
export type RootKindText = (typeof ROOT_KIND_NAMES)[number];

/** What an object is, for shape and colour. Names equal ObjectRole of the protocol. */
export const ROLE_NAMES = ['root', 'code', 'container', 'text', 'number', 'instance', 'other'] as const;
export type RoleText = (typeof ROLE_NAMES)[number];

/** Roots in order of preference: when several reach an object equally fast, the first is named. */
export interface RootTable {
  readonly count: number;
  /** Node that is a root, by root. */
  readonly node: Uint32Array;
  /** Index into ROOT_KIND_NAMES, by root. */
  readonly kind: Uint8Array;
  /** String index of what to call it: `app.store`, `main()`; by root. */
  readonly name: Uint32Array;
}

export interface GraphProblem {
  readonly code: string;
  readonly count: number;
  readonly message: string;
}

export interface GraphFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** NO_NODE when the frame object is not in the snapshot. */
  readonly node: number;
}

export interface GraphThread {
  readonly name: string;
  readonly ident: string;
  readonly frames: readonly GraphFrame[];
}

/** Bytes of Python's own allocator for small objects. Same shape as in the protocol. */
export interface PythonAllocator {
  readonly arenaBytes: number;
  /** Blocks handed out, their sizes as rounded up. */
  readonly usedBytes: number;
  /** Free blocks in pools that are in use, and unused pools. */
  readonly freeBytes: number;
  /** Of freeBytes: whole unused pools; null where not told. */
  readonly unusedPoolBytes: number | null;
}

/** Bytes of the C library's allocator (glibc's mallinfo2). Same shape as in the protocol. */
export interface LibraryAllocator {
  readonly usedBytes: number;
  readonly freeBytes: number;
  /** Big blocks with a mapping of their own. */
  readonly mappedBytes: number;
}

export interface MemoryRegion {
  /** Of address space. */
  readonly bytes: number;
  /** Of these, in RAM. */
  readonly residentBytes: number;
}

/** What Linux says of the process's memory. Same shape as in the protocol. */
export interface ResidentMemory {
  readonly anonymousBytes: number;
  readonly fileBytes: number;
  readonly sharedBytes: number;
  readonly swapBytes: number;
  /** Bytes in RAM that the copy which wrote the snapshot had more than the process itself. */
  readonly copyBytes: number;
  /** Memory that belongs to no file, by what it is there for; null where not told. */
  readonly regions: {
    readonly heap: MemoryRegion;
    readonly threadHeaps: MemoryRegion;
    readonly stacks: MemoryRegion;
    readonly libraries: MemoryRegion;
    readonly other: MemoryRegion;
    /** An allocator that stands in for the C library's. */
    readonly allocator: string | null;
  } | null;
}

/** Process facts; same shape as ProcessInfo of the protocol but for node indices in place of ids. */
export interface GraphProcess {
  readonly pid: number | null;
  readonly argv: readonly string[];
  readonly python: string | null;
  readonly platform: string | null;
  readonly label: string | null;
  readonly time: string | null;
  readonly rssBytes: number | null;
  readonly peakRssBytes: number | null;
  readonly captureMethod: string | null;
  readonly captureSeconds: number | null;
  readonly gc: {
    readonly enabled: boolean;
    readonly counts: readonly number[];
    readonly thresholds: readonly number[];
    readonly frozen: number;
  } | null;
  readonly pymalloc: PythonAllocator | null;
  readonly malloc: LibraryAllocator | null;
  readonly memory: ResidentMemory | null;
  readonly threads: readonly GraphThread[];
  readonly tracemalloc: boolean;
}

export interface GraphFacts {
  readonly format: string;
  readonly formatVersion: string;
  readonly producer: string;
  readonly language: 'python' | 'javascript';
  readonly rules: readonly string[];
  /**
   * Where nodes that no root reaches stand in the dominator tree. `apart` (the rule when absent): in trees of their own.
   * `under-root`, as Chrome DevTools does: every unreached node without a retaining edge into it counts as a child of
   * the root, with the retaining edges out of it; what is then still unreached (cycles of garbage) hangs singly under
   * the root, and its edges count for nothing.
   */
  readonly unreachedNodes?: 'apart' | 'under-root';
  readonly problems: readonly GraphProblem[];
  readonly process: GraphProcess | null;
}

/**
 * A heap as columns. Nodes are 0…N−1, edges 0…E−1, grouped by their source: edges of node v are
 * edgeStart[v] … edgeStart[v + 1] − 1. Immutable once built. Node 0 is always a synthetic root (it stands for no
 * object, has no bytes) with an edge to each root; readers make it if the format has none.
 */
export interface HeapGraph {
  readonly facts: GraphFacts;
  readonly nodeCount: number;
  readonly edgeCount: number;

  /** Index into `typeNames`, by node. */
  readonly typeOf: Uint32Array;
  /** Type's full name by type: `app.models.Order`, `dict`; V8 as DevTools' Summary groups them. Distinct. */
  readonly typeNames: readonly string[];
  /** Index into ROLE_NAMES, by type; a node's own role may differ (roots): see roleOf. */
  readonly typeRole: Uint8Array;
  /** Bytes of the object itself, by node. Float64: exact to 2^53, and a single bytearray may pass 4 GiB. */
  readonly shallowBytesOf: Float64Array;
  /** 1 bit a node: it stands for no object (the root, V8's root groups). Bit v & 7 of byte v >> 3. */
  readonly synthetic: Uint8Array;
  /**
   * 1 bit a node: what type tables, instance lists and object counts leave out; it stays part of the graph, of paths and
   * of retained sizes. V8: nodes without bytes of their own, as DevTools' Summary leaves them out (their bytes count for
   * their one owner); a synthetic node with bytes is counted. Absent: exactly the synthetic nodes.
   */
  readonly uncounted?: Uint8Array;

  readonly edgeStart: Uint32Array;
  readonly edgeTarget: Uint32Array;
  /** Index into EDGE_KIND_NAMES, by edge. */
  readonly edgeKind: Uint8Array;
  /** String index, position or node, as LABEL_SPACE of its kind says; LABEL_NONE for none. */
  readonly edgeLabel: Uint32Array;
  /** 1 bit an edge: it keeps its target alive (bit e & 7 of byte e >> 3). The format's stated rule. */
  readonly edgeRetains: Uint8Array;

  readonly roots: RootTable;
  readonly strings: StringTable;

  /**
   * By node: the instance or module whose attribute dict (`__dict__`) this node is, NO_NODE for all others; null where
   * the format has none. Queries fold such dicts away: `order.customer`, not `order.__dict__['customer']`.
   */
  readonly ownerOfDict: Uint32Array | null;

  /** len() by node where known (NaN: not known); null where the format has none. */
  readonly lengthOf: Float64Array | null;
  /** Reference count by node; null where the format has none. 0xffffffff: immortal. */
  readonly refcountOf: Uint32Array | null;
  /**
   * A number by node that tells values of one type apart, equal for equal content (53 bits of Python's hash of str and
   * bytes); NaN where not known. Absent or null where the format has none.
   */
  readonly hashOf?: Float64Array | null;

  /** How objects of each Python type are laid out; absent or null where the format has no such thing. */
  readonly typeLayouts?: TypeLayouts | null;

  /**
   * The numbers in the ids as pairs of u32 words: low at 2 v, high at 2 v + 1. O(1), or O(N) and 8 N bytes a call. Absent:
   * to be made of the texts of idOf.
   */
  idWords?(): Uint32Array;
  /**
   * A u32 that equal objects have in common and that cannot change while an object lives: a mix of the first characters
   * and the length of texts, bytes and numbers. 0: not known, or the object can change. O(1). Absent where the format has
   * no such content.
   */
  contentOf?(node: number): number;
  /** The id users see: `0x7f…`, `@123`. O(1). */
  idOf(node: number): string;
  /** The node of an id, NO_NODE when there is none or it is no id. O(1) expected or O(log N). */
  nodeOf(id: string): number;
  /**
   * A number that tells values of one type and size apart, equal for equal values, of texts and numbers for which
   * hashOf has none; NaN where the whole value is not known. O(length). Absent where the format has none.
   */
  valueHashOf?(node: number): number;
  /** A short one-line text of the object's value: `'abc'`, `42`, `main()`, `dict of 3`. At most ~120 characters. */
  previewOf(node: number): string;
  /** Where the object was allocated, innermost first; empty when not known. */
  allocationOf(node: number): readonly { readonly file: string; readonly line: number }[];
}

/** Whether bit `index` is set in a bitset column. O(1). */
export function hasBit(bits: Uint8Array, index: number): boolean {
  return ((bits[index >> 3] as number) & (1 << (index & 7))) !== 0;
}

/** A bitset of `length` bits with the first `count` set, as for synthetic nodes that come first. O(count) beside the zeroing. */
export function firstBits(length: number, count: number): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3);
  for (let bit = 0; bit < count; bit++) bits[bit >> 3] |= 1 << (bit & 7);
  return bits;
}
