import { HEAP_ERROR_CODES, HeapError } from '../../shared/base/errors.ts';
import type { HeapErrorCode } from '../../shared/base/errors.ts';
import type { CallOptions, FileOffer } from '../../shared/protocol/host-api.ts';

const PHASE = 'Uploading';

function readAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The failure that the server described, or one that says what is known. */
function failure(status: number, text: string, name: string): HeapError {
  const answer = readAnswer(text);
  if (typeof answer === 'object' && answer !== null && 'code' in answer && 'message' in answer) {
    const code =
      HEAP_ERROR_CODES.find((known) => known === answer.code) ?? ('internal' satisfies HeapErrorCode);
    return new HeapError(code, String(answer.message));
  }
  return new HeapError('internal', `${name} could not be uploaded (HTTP ${String(status)}).`);
}

/**
 * Sends the file to the server, which keeps it until it ends; resolves with what can be opened then. By XMLHttpRequest,
 * because fetch does not tell how much was sent. Rejects with HeapError: `cancelled` at once, `too-big`, `internal`.
 */
export function uploadFile(file: File, options: CallOptions = {}): Promise<FileOffer> {
  const { signal, onProgress } = options;
  if (signal?.aborted === true) return Promise.reject(new HeapError('cancelled', 'Cancelled.'));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const onAbort = (): void => request.abort();
    const lost = (): void =>
      reject(
        new HeapError(
          'internal',
          `${file.name} could not be uploaded: it cannot be read any more, or the connection was lost.`,
        ),
      );
    request.upload.addEventListener('progress', (event) => {
      onProgress?.({ phase: PHASE, done: event.loaded, total: file.size });
    });
    request.addEventListener('load', () => {
      if (request.status === 200) resolve(readAnswer(request.responseText) as FileOffer);
      else reject(failure(request.status, request.responseText, file.name));
    });
    request.addEventListener('error', lost);
    request.addEventListener('timeout', lost);
    request.addEventListener('abort', () => reject(new HeapError('cancelled', 'Cancelled.')));
    request.addEventListener('loadend', () => signal?.removeEventListener('abort', onAbort));
    signal?.addEventListener('abort', onAbort, { once: true });
    request.open('POST', `/upload?name=${encodeURIComponent(file.name)}`);
    onProgress?.({ phase: PHASE, done: 0, total: file.size });
    request.send(file);
  });
}
