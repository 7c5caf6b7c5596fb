import type { CancelToken } from '../../shared/base/cancellation.ts';
import type { ReportProgress } from '../../shared/base/progress.ts';
import type { EngineMethod } from '../../shared/protocol/engine-api.ts';
import type { SnapshotInfo } from '../../shared/protocol/rows.ts';

/** The engine of one snapshot, on whatever thread it runs. */
export interface SnapshotEngine {
  /** Reads the file and computes what all queries need. Called once, before anything else. */
  open(path: string, name: string, cancel: CancelToken, report: ReportProgress): Promise<SnapshotInfo>;
  /** Answers a query; the parameters have been validated. */
  call(method: EngineMethod, params: unknown, cancel: CancelToken): Promise<unknown>;
  /** Sums by type, for another snapshot to compare itself with; structured clone carries them. */
  exportTotals(): Promise<unknown>;
  /** Takes the sums of `snapshot`, so that `diff` can name it as `before`. */
  importTotals(snapshot: string, totals: unknown): Promise<void>;
}
