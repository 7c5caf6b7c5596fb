import type { HeapGraph } from '../graph/heap-graph.ts';

/** Bytes before an object that the collector tracks. */
export const GC_HEAD = 16;
/** Bytes of an object's own head: reference count and type. */
export const OBJECT_HEAD = 16;
/** Before an object of CPython 3.11 and later that may have a dict or be referred to weakly. */
export const MANAGED_HEAD = 16;
export const POINTER = 8;
/** An empty list, dict and set as the snapshot counts them: with the collector's head, without a table. */
export const LIST_BYTES = 56;
export const DICT_BYTES = 64;
export const SET_BYTES = 216;

/** Greatest block that Python's own allocator serves; what is greater comes from the C library. */
const SMALL_BYTES = 512;
const ALIGNMENT = 16;
const POOL_HEAD = 48;
/** glibc's head before each block, and its smallest block. */
const CHUNK_HEAD = 8;
const SMALLEST_CHUNK = 32;
const PAGE = 4096;
const MAPPED_BYTES = 128 * 1024;

/** What a CPython's blocks and tables take in RAM. */
export interface PythonMemory {
  /** 11 for CPython 3.11. */
  readonly minor: number;
  /**
   * Bytes that a block of so many bytes takes in RAM: rounded up to 16, with its share of its pool (4 KiB up to 3.9,
   * 16 KiB since), or with glibc's head where it is greater than 512. May be a fraction. O(1).
   */
  readonly allocated: (bytes: number) => number;
  /** Bytes of a dict's table of 2^log2 places: CPython's dictobject.c, two thirds are entries. O(1). */
  readonly dictTableBytes: (log2: number, entryBytes: number) => number;
}

/** Parts of a memory size in which nothing is known of the allocator. */
const UNKNOWN_MINOR = 11;

/** The rules of the Python that the snapshot was taken from, those of 3.11 where it does not say. O(1). */
export function pythonMemory({ facts }: Pick<HeapGraph, 'facts'>): PythonMemory {
  const version = /^(\d+)\.(\d+)/.exec(facts.process?.python ?? '');
  const minor = version?.[1] === '3' ? Number(version[2]) : UNKNOWN_MINOR;
  const process = facts.process;
  // A snapshot that tells of memory but not of Python's allocator was run without that (PYTHONMALLOC=malloc).
  const withPools = process === null || process.pymalloc !== null || process.memory === null;
  return {
    minor,
    allocated: withPools ? pooled(minor < 10 ? PAGE : 4 * PAGE) : chunkBytes,
    dictTableBytes: (log2, entryBytes) => {
      const places = 2 ** log2;
      const indexBytes = places <= 0xff ? 1 : places <= 0xffff ? 2 : 4;
      return (minor < 11 ? 40 : 32) + places * indexBytes + Math.floor((places * 2) / 3) * entryBytes;
    },
  };
}

function pooled(poolBytes: number): (bytes: number) => number {
  const small = new Float64Array(SMALL_BYTES + 1);
  for (let bytes = 1; bytes <= SMALL_BYTES; bytes++) {
    const block = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    small[bytes] = poolBytes / Math.floor((poolBytes - POOL_HEAD) / block);
  }
  return (bytes) => (bytes <= SMALL_BYTES ? small[bytes] : chunkBytes(bytes));
}

/** What a block takes of glibc's malloc: with its head, great ones in pages of their own. O(1). */
export function chunkBytes(bytes: number): number {
  if (bytes <= 0) return 0;
  if (bytes >= MAPPED_BYTES) return Math.ceil((bytes + 2 * CHUNK_HEAD) / PAGE) * PAGE;
  return Math.max(SMALLEST_CHUNK, Math.ceil((bytes + CHUNK_HEAD) / ALIGNMENT) * ALIGNMENT);
}

/** Places of the smallest table for so many entries, as a power of two; at least 8. O(1). */
export function dictLog2For(entries: number): number {
  let log2 = 3;
  while (Math.floor((2 ** log2 * 2) / 3) < entries) log2++;
  return log2;
}

/**
 * The table of a dict of `bytes` (its shallow size): log2 of its places and bytes an entry, null where the size fits none
 * (a shared table, a class derived from dict). O(1).
 */
export function dictTableOf(
  memory: PythonMemory,
  bytes: number,
): { readonly log2: number; readonly entryBytes: number } | null {
  const tableBytes = bytes - DICT_BYTES;
  for (let log2 = 3; log2 < 40; log2++) {
    const least = memory.dictTableBytes(log2, 16);
    if (least > tableBytes) return null;
    if (least === tableBytes && memory.minor >= 11) return { log2, entryBytes: 16 };
    if (memory.dictTableBytes(log2, 24) === tableBytes) return { log2, entryBytes: 24 };
  }
  return null;
}

/** Bytes of the table of a set that was made by copying one of so many members; small ones have it in themselves. O(1). */
export function copiedSetTable(members: number): number {
  let places = 8;
  if (members * 5 >= 7 * 3) while (places <= members * 2) places *= 2;
  return places === 8 ? 0 : places * 2 * POINTER;
}
