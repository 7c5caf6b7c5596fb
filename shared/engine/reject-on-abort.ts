import type { AbortSignalLike } from '../base/cancellation.ts';
import { HeapError } from '../base/errors.ts';

/**
 * The promise's outcome, or HeapError `cancelled` at once when the signal aborts first; the work goes on unseen. For
 * work that several callers wait for, or that looks at its cancel token by itself. O(1).
 */
export function rejectOnAbort<Result>(
  promise: Promise<Result>,
  signal: AbortSignalLike | undefined,
): Promise<Result> {
  if (signal === undefined) return promise;
  return new Promise<Result>((resolve, reject) => {
    const onAbort = (): void => reject(new HeapError('cancelled', 'Cancelled.'));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
