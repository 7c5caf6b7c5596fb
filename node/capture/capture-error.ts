/**
 * Why a snapshot of a process was not taken. Closed, so that a window can give each its own advice:
 * `not-python` no Python process, or gone; `not-permitted` the system forbids reading it; `no-tool` gdb or a fitting
 * Python is missing; `unsupported` a Python that the agent or the way in does not know; `busy` stopped, traced by
 * another, or stuck in C; `failed` it was tried and did not work; `cancelled` by the user.
 */
export type CaptureErrorCode =
  'not-python' | 'not-permitted' | 'no-tool' | 'unsupported' | 'busy' | 'failed' | 'cancelled';

/** A capture that was refused or failed. The message is one or two whole sentences for the user, advice included. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly code: CaptureErrorCode;

  constructor(code: CaptureErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Throws CaptureError `cancelled` when the signal says stop. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CaptureError('cancelled', 'Cancelled.');
}
