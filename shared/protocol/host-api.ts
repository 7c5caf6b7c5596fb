import type { AbortSignalLike } from '../base/cancellation.ts';
import type { Progress } from '../base/progress.ts';
import type { CaptureChoice, ProcessList } from './capture-api.ts';
import type { EngineMethod, EngineParams, EngineResult, SnapshotId } from './engine-api.ts';
import type { SnapshotInfo } from './rows.ts';
import type { WindowCommand } from './window-commands.ts';

/**
 * A file the host may read, named by a token of the host's making: the window never names a path. Files come only
 * from the user's hands: a dialog, a drop, the command line, what they opened before, the bundled sample.
 */
export interface FileOffer {
  readonly token: string;
  /** The base name, for display. */
  readonly name: string;
  /** Bytes on disk; null when unknown. */
  readonly size: number | null;
}

/** A snapshot that the host has taken of a process. Its token opens it like any other file. */
export interface CapturedFile extends FileOffer {
  /** Where it is kept, for display only (`~/.local/share/backref/snapshots`). */
  readonly folder: string;
}

/** A file that was opened before. Its token opens it like any other; it may be gone by then. */
export interface RecentFile extends FileOffer {
  /** Its folder, for display only (`~/dumps`): tells files of one name apart. */
  readonly folder: string;
  /** Whether it was not there when the host last looked. */
  readonly isMissing: boolean;
}

/** What a host remembers of earlier days. */
export interface RecentFiles {
  /** Most recently opened first. */
  readonly files: readonly RecentFile[];
  /** What was open when the program last ended, or before this window's page was lost; offered, not opened unasked. */
  readonly lastSession: readonly RecentFile[];
}

/** Of a host that keeps nothing. */
export const NO_RECENTS: RecentFiles = { files: [], lastSession: [] };

/** What a window shows, for menus and title bar. */
export interface WindowShown {
  readonly snapshot: SnapshotId | null;
  /** What it can be asked to do now. */
  readonly commands: readonly WindowCommand[];
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

/** Something that happened without having been asked for by the window. */
export type HostEvent =
  | { readonly kind: 'offered'; readonly files: readonly FileOffer[] }
  | { readonly kind: 'recents'; readonly recents: RecentFiles }
  | { readonly kind: 'command'; readonly command: WindowCommand }
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
  /** What was opened before, as of the start; then by event. A browser's host remembers nothing. */
  readonly recents: RecentFiles;
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
  /** Whether this host captures processes at all; where not, the three calls below are refused. */
  readonly hasCaptures: boolean;
  /** The Python processes around the host, and whether and how each can be captured. Nothing happens to them. */
  processes(options?: CallOptions): Promise<ProcessList>;
  /**
   * Takes a snapshot of a process that `processes` has last told this window of, into a folder of the host's choice.
   * One at a time. Rejects with `not-captured`, whose message says why and what to do; cancelled, the process runs on
   * and nothing is left of it.
   */
  capture(choice: CaptureChoice, options?: CallOptions): Promise<CapturedFile>;
  /** Deletes a snapshot that this window has captured and has not opened; of any other file, nothing happens. */
  discardCapture(file: FileOffer): Promise<void>;
  /** Saves bytes where the user chooses; false when they change their mind. */
  save(request: SaveRequest): Promise<boolean>;
  /** Forgets a recent file, or all of them (null); the files themselves stay. */
  forgetRecents(file: FileOffer | null): Promise<void>;
  /** Tells the host what the window shows. Nobody waits for it; a browser's host does nothing with it. */
  show(shown: WindowShown): void;
}
