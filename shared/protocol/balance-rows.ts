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
