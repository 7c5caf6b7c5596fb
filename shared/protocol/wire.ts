import type { Progress } from '../base/progress.ts';
import type { HeapErrorCode, HeapErrorDetails } from '../base/errors.ts';
import type { EngineMethod, SnapshotId } from './engine-api.ts';
import type { CaptureChoice } from './capture-api.ts';
import type { FileLike, FileOffer, HostEvent, OpenedSnapshot, RecentFiles, WindowShown } from './host-api.ts';

/**
 * Messages between a window and its host are JSON-RPC 2.0 (vscode-jsonrpc), the same over Electron IPC and
 * WebSocket; JSON values only, so that both hosts behave alike. Method names and shapes stand here, once.
 */
export const WIRE_METHODS = {
  hello: 'host/hello',
  pick: 'host/pick',
  save: 'host/save',
  forgetRecents: 'host/forget-recents',
  show: 'host/show',
  processes: 'host/processes',
  capture: 'host/capture',
  discardCapture: 'host/discard-capture',
  open: 'snapshot/open',
  close: 'snapshot/close',
  call: 'snapshot/call',
  event: 'host/event',
  progress: 'host/progress',
} as const;

export interface WireHello {
  readonly sample: FileOffer | null;
  readonly offered: readonly FileOffer[];
  readonly recents: RecentFiles;
  readonly hasCaptures: boolean;
}
export interface WireOpen {
  readonly token: string;
  /** Chosen by the window; progress notifications carry it. */
  readonly progressToken: string;
}
export type WireOpenResult = OpenedSnapshot;
export interface WireCapture extends CaptureChoice {
  /** As of WireOpen. */
  readonly progressToken: string;
}
export interface WireDiscardCapture {
  readonly token: string;
}
export interface WireCall {
  readonly snapshot: SnapshotId;
  readonly method: EngineMethod;
  readonly params: unknown;
}
export interface WireSave {
  readonly name: string;
  readonly mediaType: string;
  readonly base64: string;
}
export interface WireForgetRecents {
  /** null: all. */
  readonly token: string | null;
}
export type WireShow = WindowShown;
export interface WireProgress extends Progress {
  readonly progressToken: string;
}
export type WireEvent = HostEvent;

/** `data` of a JSON-RPC error: how a HeapError crosses. Its JSON-RPC code is WIRE_HEAP_ERROR. */
export interface WireErrorData {
  readonly code: HeapErrorCode;
  readonly details: HeapErrorDetails;
}
export const WIRE_HEAP_ERROR = -32010;

/**
 * What the Electron preload exposes as `window.backrefHost`: frozen, exactly these members. `takeFile` grants main
 * the dropped file's path without the page ever seeing or naming one.
 */
export interface HostBridge {
  readonly kind: 'electron';
  send(message: string): void;
  onMessage(listener: (message: string) => void): () => void;
  takeFile(file: FileLike): Promise<FileOffer>;
}
