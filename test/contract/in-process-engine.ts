import type { AbortSignalLike, CancelToken } from '../../shared/base/cancellation.ts';
import { NEVER_CANCELLED, throwIfCancelled } from '../../shared/base/cancellation.ts';
import { HeapError, toHeapError } from '../../shared/base/errors.ts';
import { IGNORE_PROGRESS } from '../../shared/base/progress.ts';
import { rejectOnAbort } from '../../shared/engine/reject-on-abort.ts';
import type {
  EngineMethod,
  EngineParams,
  EngineResult,
  SnapshotId,
} from '../../shared/protocol/engine-api.ts';
import type { CallOptions, OpenedSnapshot } from '../../shared/protocol/host-api.ts';
import { partsNeeded } from '../../shared/protocol/snapshot-parts.ts';
import type { EngineHost } from '../../node/worker/engine-host.ts';
import type { SnapshotEngine } from '../../node/worker/snapshot-engine.ts';

function cancelTokenOf(signal: AbortSignalLike | undefined): CancelToken {
  if (signal === undefined) return NEVER_CANCELLED;
  return {
    get cancelled() {
      return signal.aborted;
    },
  };
}

/** An engine in this thread, as the simplest of the three ways to one: what it does the others must do too. */
export function createInProcessEngine(makeEngine: () => SnapshotEngine): EngineHost {
  return new InProcessEngine(makeEngine);
}

class InProcessEngine implements EngineHost {
  readonly #makeEngine: () => SnapshotEngine;
  readonly #open = new Map<SnapshotId, SnapshotEngine>();
  #nextId = 1;

  constructor(makeEngine: () => SnapshotEngine) {
    this.#makeEngine = makeEngine;
  }

  async open(path: string, name: string, options: CallOptions = {}): Promise<OpenedSnapshot> {
    const { signal, onProgress = IGNORE_PROGRESS } = options;
    const cancel = cancelTokenOf(signal);
    throwIfCancelled(cancel);
    const engine = this.#makeEngine();
    const snapshot = `s${String(this.#nextId++)}`;
    try {
      const info = await rejectOnAbort(engine.open(path, name, cancel, onProgress), signal);
      this.#open.set(snapshot, engine);
      return { snapshot, name, info };
    } catch (error) {
      throw toHeapError(error);
    }
  }

  close(snapshot: SnapshotId): Promise<void> {
    this.#open.delete(snapshot);
    return Promise.resolve();
  }

  async call<M extends EngineMethod>(
    snapshot: SnapshotId,
    method: M,
    params: EngineParams<M>,
    { signal }: CallOptions = {},
  ): Promise<EngineResult<M>> {
    const cancel = cancelTokenOf(signal);
    throwIfCancelled(cancel);
    const engine = this.#find(snapshot);
    try {
      for (const { snapshot: other, part } of partsNeeded(method, params))
        await engine.importPart(other, part, await this.#find(other).exportPart(part, cancel));
      return (await rejectOnAbort(engine.call(method, params, cancel), signal)) as EngineResult<M>;
    } catch (error) {
      throw toHeapError(error);
    }
  }

  #find(snapshot: SnapshotId): SnapshotEngine {
    const engine = this.#open.get(snapshot);
    if (engine === undefined) {
      throw new HeapError('not-found', `Snapshot ${snapshot} is not open.`, { id: snapshot });
    }
    return engine;
  }

  /** Nothing here can be lost without the whole program. */
  onLost(): () => void {
    return () => undefined;
  }

  dispose(): Promise<void> {
    this.#open.clear();
    return Promise.resolve();
  }
}
