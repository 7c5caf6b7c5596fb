import type { AbortSignalLike } from '../base/cancellation.ts';
import type { Progress } from '../base/progress.ts';
import type { EngineMethod, EngineParams, EngineResult, SnapshotId } from './engine-api.ts';
import type { SnapshotInfo } from './rows.ts';

/**
 * A file the host may read, named by a token of the host's making: the window never names a path. Files come only
 * from the user's hands: a dialog, a drop, the command line, the bundled sample.
 */
export interface FileOffer {
  readonly token: string;
  /** The base name, for display. */
  readonly name: string;
  /** Bytes on disk; null when unknown. */
  readonly size: number | null;
}

/** What the hosts need of a DOM File; shared code compiles without the DOM. */
export interface FileLike {
  readonly name: string;
  readonly size: number;
}

export interface CallOptions {
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (progress: Progress) => void;
}

export interface OpenedSnapshot {
  readonly snapshot: SnapshotId;
  readonly name: string;
  readonly info: SnapshotInfo;
}

/** A picture or table to be saved where the user says. */
export interface SaveRequest {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Something that happened to a snapshot without being asked for. */
export type HostEvent =
  | { readonly kind: 'offered'; readonly files: readonly FileOffer[] }
  | { readonly kind: 'snapshot-lost'; readonly snapshot: SnapshotId; readonly message: string }
  | { readonly kind: 'disconnected'; readonly message: string };

/**
 * Everything the window may ask of what surrounds it, the same in Electron and in a browser. Every promise settles;
 * failures are HeapError. Cancelling a call's signal rejects it with `cancelled` within 200 ms.
 */
export interface HostApi {
  readonly kind: 'electron' | 'browser';
  /** Whether the bundled sample can be opened (openSample). */
  readonly sample: FileOffer | null;
  /** Files waiting when the window came up (command line, association), then events as they come. Returns unsubscribe. */
  onEvent(listener: (event: HostEvent) => void): () => void;
  /** Lets the user choose files; empty when they change their mind. */
  pickFiles(options?: CallOptions): Promise<readonly FileOffer[]>;
  /** Makes a dropped or chosen File readable by the host (Electron: by its path; browser: by uploading it). */
  takeFile(file: FileLike, options?: CallOptions): Promise<FileOffer>;
  open(file: FileOffer, options?: CallOptions): Promise<OpenedSnapshot>;
  close(snapshot: SnapshotId): Promise<void>;
  call<M extends EngineMethod>(
    snapshot: SnapshotId,
    method: M,
    params: EngineParams<M>,
    options?: CallOptions,
  ): Promise<EngineResult<M>>;
  /** Saves bytes where the user chooses; false when they change their mind. */
  save(request: SaveRequest): Promise<boolean>;
}
