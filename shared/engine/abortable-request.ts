import { CancellationTokenSource } from 'vscode-jsonrpc';
import type { MessageConnection } from 'vscode-jsonrpc';
import type { AbortSignalLike } from '../base/cancellation.ts';
import { HeapError } from '../base/errors.ts';
import { fromWireError } from './wire-errors.ts';

export interface AbortableRequest<Result> {
  readonly method: string;
  /** An object: the other side takes parameters by name only. */
  readonly params: object;
  readonly signal?: AbortSignalLike | undefined;
  /** The error when the connection ends before the answer. Asked then, so that it can say why. */
  readonly lost: () => HeapError;
  /** Gets a result that came although the request had been aborted, to give back what it stands for. */
  readonly onLateResult?: (result: Result) => void;
}

/**
 * Sends one request and always settles: with the result, with a HeapError, or at once with `cancelled` when the signal
 * aborts. An abort also tells the other side, whose late answer is then ignored. O(size of the message).
 */
export function abortableRequest<Result>(
  connection: MessageConnection,
  request: AbortableRequest<Result>,
): Promise<Result> {
  const { method, params, signal, lost, onLateResult } = request;
  if (signal?.aborted === true) return Promise.reject(new HeapError('cancelled', 'Cancelled.'));
  const source = new CancellationTokenSource();
  return new Promise<Result>((resolve, reject) => {
    const onAbort = (): void => {
      reject(new HeapError('cancelled', 'Cancelled.'));
      source.cancel();
    };
    const settled = (): void => signal?.removeEventListener('abort', onAbort);
    const failed = (error: unknown): void => {
      settled();
      reject(fromWireError(error, lost));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      connection.sendRequest<Result>(method, params, source.token).then((result) => {
        settled();
        if (signal?.aborted === true) onLateResult?.(result);
        resolve(result);
      }, failed);
    } catch (error) {
      // A connection that has ended throws instead of rejecting.
      failed(error);
    }
  });
}
