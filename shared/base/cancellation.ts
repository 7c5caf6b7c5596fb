import { HeapError } from './errors.ts';

/**
 * Asked by long loops now and then. Unlike AbortSignal it can be read while the thread is busy: the worker's
 * token looks at shared memory that another thread writes.
 */
export interface CancelToken {
  readonly cancelled: boolean;
}

/** A token that is never cancelled. */
export const NEVER_CANCELLED: CancelToken = { cancelled: false };

/**
 * Loops call this once per CANCEL_CHECK_INTERVAL steps: about a millisecond of work between two looks.
 */
export const CANCEL_CHECK_INTERVAL = 0x10000;

/** Returns when work may go on. Throws HeapError `cancelled` when the token says stop. O(1). */
export function throwIfCancelled(token: CancelToken): void {
  if (token.cancelled) throw new HeapError('cancelled', 'Cancelled.');
}

/** What is needed of an AbortSignal; every environment has one, but shared code compiles without their types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
