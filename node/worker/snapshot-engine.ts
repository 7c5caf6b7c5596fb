import type { CancelToken } from '../../shared/base/cancellation.ts';
import type { ReportProgress } from '../../shared/base/progress.ts';
import type { EngineMethod } from '../../shared/protocol/engine-api.ts';
import type { SnapshotInfo } from '../../shared/protocol/rows.ts';
import type { SnapshotPart } from '../../shared/protocol/snapshot-parts.ts';

/** The engine of one snapshot, on whatever thread it runs. */
export interface SnapshotEngine {
  /** Reads the file and computes what all queries need. Called once, before anything else. */
  open(path: string, name: string, cancel: CancelToken, report: ReportProgress): Promise<SnapshotInfo>;
  /** Answers a query; the parameters have been validated. */
  call(method: EngineMethod, params: unknown, cancel: CancelToken): Promise<unknown>;
  /** A part of the snapshot, for another one to compare itself with; structured clone carries it. */
  exportPart(part: SnapshotPart, cancel: CancelToken): Promise<unknown>;
  /** Takes a part of `snapshot`, so that questions can name that. */
  importPart(snapshot: string, part: SnapshotPart, content: unknown): Promise<void>;
  /** Forgets what was imported of `snapshot`. */
  forget(snapshot: string): Promise<void>;
}
