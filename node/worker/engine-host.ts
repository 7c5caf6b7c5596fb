import type {
  EngineMethod,
  EngineParams,
  EngineResult,
  SnapshotId,
} from '../../shared/protocol/engine-api.ts';
import type { CallOptions, OpenedSnapshot } from '../../shared/protocol/host-api.ts';

/** A snapshot that is gone without having been closed: its worker died. */
export interface SnapshotLoss {
  readonly snapshot: SnapshotId;
  /** One sentence for the user. */
  readonly message: string;
}

/**
 * Opens files and answers questions about them; the engine router does so on threads. Every promise settles; failures
 * are HeapError.
 */
export interface EngineHost {
  /** Reads the file at `path`; `name` is what users see. Rejects with `cancelled` at once when the signal aborts. */
  open(path: string, name: string, options?: CallOptions): Promise<OpenedSnapshot>;
  /** Frees the snapshot; calls that are under way reject with `not-found`. Closing twice is no error. */
  close(snapshot: SnapshotId): Promise<void>;
  /** Answers a query. Rejects with `not-found` when the snapshot is not open, `internal` when it was lost. */
  call<M extends EngineMethod>(
    snapshot: SnapshotId,
    method: M,
    params: EngineParams<M>,
    options?: CallOptions,
  ): Promise<EngineResult<M>>;
  /** Tells of snapshots that are lost. Returns unsubscribe. */
  onLost(listener: (loss: SnapshotLoss) => void): () => void;
  /** Closes all snapshots. */
  dispose(): Promise<void>;
}
