import { ParameterStructures, ProgressType, RequestType } from 'vscode-jsonrpc';
import type { Progress } from '../../shared/base/progress.ts';
import type { EngineMethod } from '../../shared/protocol/engine-api.ts';
import type { SnapshotInfo } from '../../shared/protocol/rows.ts';
import type { SnapshotPart } from '../../shared/protocol/snapshot-parts.ts';
import type { WireErrorData } from '../../shared/protocol/wire.ts';

/** What the router asks of a worker. A worker holds one snapshot; structured clone carries typed arrays as they are. */

export interface WorkerOpen {
  readonly path: string;
  readonly name: string;
}
export interface WorkerCall {
  readonly method: EngineMethod;
  readonly params: unknown;
}
/** A part of another snapshot, for comparing with it; opaque to the router. */
export interface WorkerImport {
  readonly snapshot: string;
  readonly part: SnapshotPart;
  readonly content: unknown;
}

const byName = ParameterStructures.byName;

export const OPEN = new RequestType<WorkerOpen, SnapshotInfo, WireErrorData>('worker/open', byName);
export const CALL = new RequestType<WorkerCall, unknown, WireErrorData>('worker/call', byName);
export const EXPORT_PART = new RequestType<SnapshotPart, unknown, WireErrorData>('worker/exportPart', byName);
export const IMPORT_PART = new RequestType<WorkerImport, null, WireErrorData>('worker/importPart', byName);
export const FORGET = new RequestType<{ readonly snapshot: string }, null, WireErrorData>(
  'worker/forget',
  byName,
);
export const OPEN_PROGRESS = new ProgressType<Progress>();
export const OPEN_PROGRESS_TOKEN = 'open';
