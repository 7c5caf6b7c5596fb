import type { ReportProgress } from '../../shared/base/progress.ts';
import type { CaptureOptions, CaptureSummary, ProcessRow } from '../../shared/protocol/capture-api.ts';

/** What commands do with other processes. Tests give their own. */
export interface Processes {
  /** The Python processes of this machine, by process id. */
  list(): Promise<readonly ProcessRow[]>;
  /** The processes that `pid` started, and those that these started, by process id; not `pid` itself. */
  descendants(pid: number): ReadonlySet<number>;
  /** Takes a snapshot of a process into a file. Rejects with CaptureError; Ctrl-C makes that one `cancelled`. */
  capture(wish: CaptureWish): Promise<CaptureSummary>;
}

export interface CaptureWish {
  readonly pid: number;
  /** Where the snapshot shall be, as the user wrote it. */
  readonly file: string;
  readonly options: CaptureOptions;
  readonly onProgress: ReportProgress;
}
