import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import type { CancelToken } from '../../shared/base/cancellation.ts';
import { throwIfCancelled } from '../../shared/base/cancellation.ts';
import { HeapError } from '../../shared/base/errors.ts';
import { throttleProgress } from '../../shared/engine/throttled-progress.ts';
import { toWireError } from '../../shared/engine/wire-errors.ts';
import type { SnapshotEngine } from './snapshot-engine.ts';
import {
  CALL,
  EXPORT_PART,
  FORGET,
  IMPORT_PART,
  OPEN,
  OPEN_PROGRESS,
  OPEN_PROGRESS_TOKEN,
} from './worker-protocol.ts';

/** The library's token as ours. Behind it lies shared memory, so that a busy thread sees it change. */
function cancelTokenOf(token: CancellationToken): CancelToken {
  return {
    get cancelled() {
      return token.isCancellationRequested;
    },
  };
}

/** V8 says by RangeError that typed arrays do not fit; for the user that is a heap too big for this machine. */
function nameMemoryFailure(error: unknown): unknown {
  const isMemory =
    error instanceof RangeError &&
    /allocation failed|Invalid (typed array|array buffer)/i.test(error.message);
  return isMemory ? new HeapError('too-big', 'Not enough memory for this snapshot.', {}, error) : error;
}

async function settle<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toWireError(nameMemoryFailure(error));
  }
}

/**
 * Answers the router's requests with the engine; every request gets an answer, failures as HeapError. Does not start
 * listening.
 */
export function serveEngine(connection: MessageConnection, engine: SnapshotEngine): void {
  connection.onRequest(OPEN, ({ path, name }, token) =>
    settle(() => {
      const cancel = cancelTokenOf(token);
      throwIfCancelled(cancel);
      const report = throttleProgress((progress) => {
        connection.sendProgress(OPEN_PROGRESS, OPEN_PROGRESS_TOKEN, progress).catch(() => undefined);
      });
      return engine.open(path, name, cancel, report);
    }),
  );
  connection.onRequest(CALL, ({ method, params }, token) =>
    settle(() => {
      const cancel = cancelTokenOf(token);
      throwIfCancelled(cancel);
      return engine.call(method, params, cancel);
    }),
  );
  connection.onRequest(EXPORT_PART, (part, token) =>
    settle(() => engine.exportPart(part, cancelTokenOf(token))),
  );
  connection.onRequest(IMPORT_PART, ({ snapshot, part, content }) =>
    settle(async () => {
      await engine.importPart(snapshot, part, content);
      return null;
    }),
  );
  connection.onRequest(FORGET, ({ snapshot }) =>
    settle(async () => {
      await engine.forget(snapshot);
      return null;
    }),
  );
}
