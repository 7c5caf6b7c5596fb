import { HeapError } from '../../base/errors.ts';

/** A column whose final length the header promises, but only reading proves. */
type Column = Uint8Array | Uint32Array | Float64Array;

/** Rows of a column made at first where the file's length does not bound them (compressed files). */
const FIRST_ROWS = 1 << 16;
/** Node and edge indices are 32 bits, one of them taken for "none". */
export const MAX_ROWS = 0xffff_fffe;

/**
 * How many rows to make room for at once: all that the header promises, unless the bytes still to come could not hold
 * them, each number taking at least two. A lying header so costs nothing. O(1).
 */
export function roomFor(promised: number, width: number, remainingBytes: number): number {
  const bound = Number.isFinite(remainingBytes) ? Math.ceil(remainingBytes / (2 * width)) + 1 : FIRST_ROWS;
  return Math.min(promised, bound);
}

/**
 * The column itself when it has room for `rows`, else a longer copy: twice as long, at most `most`. Throws HeapError
 * `too-big` when there is no memory. O(length) when it grows.
 */
export function grown<C extends Column>(column: C, rows: number, most: number): C {
  if (rows <= column.length) return column;
  const length = Math.max(rows, Math.min(most, 2 * column.length));
  const longer = allocate(column.constructor as new (length: number) => C, length);
  longer.set(column as never);
  return longer;
}

/** A zeroed column. Throws HeapError `too-big` when there is no memory for it. O(length). */
export function allocate<C>(kind: new (length: number) => C, length: number): C {
  try {
    return new kind(length);
  } catch (error) {
    throw new HeapError(
      'too-big',
      `There is no memory for ${length} entries of a V8 heap snapshot.`,
      {},
      error,
    );
  }
}
