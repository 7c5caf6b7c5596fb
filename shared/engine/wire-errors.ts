import { ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import { HEAP_ERROR_CODES, HeapError, toHeapError } from '../base/errors.ts';
import type { HeapErrorCode, HeapErrorDetails } from '../base/errors.ts';
import { WIRE_HEAP_ERROR } from '../protocol/wire.ts';
import type { WireErrorData } from '../protocol/wire.ts';

/**
 * Any failure as the JSON-RPC error that carries it: code WIRE_HEAP_ERROR, the HeapError's code and details as data.
 * Stack traces and causes stay on this side. O(1).
 */
export function toWireError(error: unknown): ResponseError<WireErrorData> {
  const heapError = toHeapError(error);
  const data: WireErrorData = { code: heapError.code, details: heapError.details };
  return new ResponseError(WIRE_HEAP_ERROR, heapError.message, data);
}

/** The JSON-RPC error for parameters that a schema refused; `reason` says which one and why. O(1). */
export function invalidParams(method: string, reason: string): ResponseError<undefined> {
  return new ResponseError(
    ErrorCodes.InvalidParams,
    `Invalid parameters for ${method}: ${reason}`,
    undefined,
  );
}

function isHeapErrorCode(code: unknown): code is HeapErrorCode {
  return HEAP_ERROR_CODES.some((known) => known === code);
}

function detailsOf(value: unknown): HeapErrorDetails {
  if (typeof value !== 'object' || value === null) return {};
  const { offset, section, id } = value as Record<string, unknown>;
  return {
    ...(typeof offset === 'number' ? { offset } : {}),
    ...(typeof section === 'string' ? { section } : {}),
    ...(typeof id === 'string' ? { id } : {}),
  };
}

/** Codes with which vscode-jsonrpc says that no answer can come, because the other side is gone. */
const LOST_CODES: ReadonlySet<number> = new Set([
  ErrorCodes.PendingResponseRejected,
  ErrorCodes.MessageWriteError,
  ErrorCodes.ConnectionInactive,
]);

/**
 * What a request was rejected with, as a HeapError: the one the other side threw when it crossed by toWireError;
 * `lost()` when the connection ended; else `internal` with the message. O(1).
 */
export function fromWireError(error: unknown, lost: () => HeapError): HeapError {
  if (error instanceof HeapError) return error;
  if (!(error instanceof ResponseError)) {
    // vscode-jsonrpc throws ConnectionError when asked after the end; its class is not part of the public entry.
    const isConnectionEnd = error instanceof Error && /^Connection is (closed|disposed)/.test(error.message);
    return isConnectionEnd ? lost() : toHeapError(error);
  }
  if (LOST_CODES.has(error.code)) return lost();
  const data = error.data as Partial<WireErrorData> | undefined;
  if (error.code === WIRE_HEAP_ERROR && isHeapErrorCode(data?.code)) {
    return new HeapError(data.code, error.message, detailsOf(data.details));
  }
  return new HeapError('internal', error.message);
}
