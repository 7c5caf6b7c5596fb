/** What the memory balance is made of, and the balance itself. All sizes are bytes. JSON values only. */

/** Bytes of Python's own allocator for small objects. Same shape as in the graph. */
export interface PythonAllocator {
  readonly arenaBytes: number;
  /** Blocks handed out, their sizes as rounded up. */
  readonly usedBytes: number;
  /** Free blocks in pools that are in use, and unused pools. */
  readonly freeBytes: number;
  /** Of freeBytes: whole unused pools; null where not told. */
  readonly unusedPoolBytes: number | null;
}

/** Bytes of the C library's allocator (glibc's mallinfo2). Same shape as in the graph. */
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

/** What Linux says of the process's memory. Same shape as in the graph. */
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

/** What resident memory consists of, in the order of a stacked bar: objects, Python's allocator, malloc, the system's. */
export const BALANCE_KINDS = [
  'containers',
  'instances',
  'text',
  'numbers',
  'code',
  'other-objects',
  'python-internal',
  'pymalloc-overhead',
  'pymalloc-free',
  'malloc-free',
  'native',
  'stacks',
  'library-data',
  'files',
  'shared',
  'rest',
] as const;
export type BalanceKind = (typeof BALANCE_KINDS)[number];

export interface BalanceRow {
  readonly kind: BalanceKind;
  /** Less than 0 of `rest` only. */
  readonly bytes: number;
  /** What it is, in a few words. */
  readonly title: string;
  /** How it was found. */
  readonly how: string;
}

export interface Balance {
  /** null where the snapshot does not tell it; then there are no parts. */
  readonly rssBytes: number | null;
  /** They add up to rssBytes. Empty ones are left out but for `rest`. */
  readonly parts: readonly BalanceRow[];
  /** What to do where memory is not in objects; sentences. */
  readonly advice: readonly string[];
  /** What the balance does not know, and why; sentences. */
  readonly notes: readonly string[];
}
