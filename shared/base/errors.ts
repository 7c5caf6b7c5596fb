/** Every way in which work on a snapshot can end badly. Closed: hosts and the window handle each code. */
export const HEAP_ERROR_CODES = [
  'not-recognised',
  'truncated',
  'corrupt',
  'too-new',
  'too-big',
  'cancelled',
  'not-found',
  'busy',
  'not-captured',
  'internal',
] as const;

export type HeapErrorCode = (typeof HEAP_ERROR_CODES)[number];

/** Where something was wrong: a byte offset in the (decompressed) file, a section name, an object id. */
export interface HeapErrorDetails {
  readonly offset?: number;
  readonly section?: string;
  readonly id?: string;
}

/**
 * The one error class of the engine. Its message states facts in one clear sentence for the user (what, where),
 * without advice: the window and the command add that.
 */
export class HeapError extends Error {
  readonly code: HeapErrorCode;
  readonly details: HeapErrorDetails;

  constructor(code: HeapErrorCode, message: string, details: HeapErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'HeapError';
    this.code = code;
    this.details = details;
  }
}

/** The error as a HeapError: itself when it is one, else wrapped as `internal` with its message kept. O(1). */
export function toHeapError(error: unknown): HeapError {
  if (error instanceof HeapError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new HeapError('internal', `Internal error: ${message}`, {}, error);
}
