import type { ReportProgress } from '../../shared/base/progress.ts';
import type { SnapshotTarget, WrittenSnapshot } from '../capture/written-snapshots.ts';
import type { CaptureOptions, CaptureSummary, ProcessRow } from '../../shared/protocol/capture-api.ts';

/** What commands do with other processes. Tests give their own. */
export interface Processes {
  /** The Python processes of this machine, by process id. */
  list(): Promise<readonly ProcessRow[]>;
  /** The processes that `pid` started, and those that these started, by process id; not `pid` itself. */
  descendants(pid: number): ReadonlySet<number>;
  /** Takes a snapshot of a process into a file. Rejects with CaptureError; Ctrl-C makes that one `cancelled`. */
  capture(wish: CaptureWish): Promise<CaptureSummary>;
  /**
   * Runs a Python program with the agent in it until it ends. Rejects with CaptureError when there is no Python that
   * the agent reads.
   */
  run(wish: RunWish): Promise<RunOutcome>;
}

export interface RunWish {
  /** The interpreter as the user named it; null for the one on PATH. */
  readonly python: string | null;
  /** What stands behind `run` for the agent: its options, then the program with its own words. */
  readonly words: readonly string[];
  readonly target: SnapshotTarget;
  /** The signal that the agent takes a snapshot at, to be passed on; null for none. */
  readonly trigger: NodeJS.Signals | null;
  /** Whether the program's output goes to stderr, so that stdout is the command's alone. */
  readonly freeStdout: boolean;
}

export interface RunOutcome {
  /** The program's own; 128 + the signal's number where a signal ended it. */
  readonly exitCode: number;
  /** What ended it; null when it ended by itself. */
  readonly signal: NodeJS.Signals | null;
  /** The snapshots that it wrote and that are still there, oldest first. */
  readonly snapshots: readonly WrittenSnapshot[];
}

export interface CaptureWish {
  readonly pid: number;
  /** Where the snapshot shall be, as the user wrote it. */
  readonly file: string;
  readonly options: CaptureOptions;
  readonly onProgress: ReportProgress;
}
