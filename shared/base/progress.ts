/** What a long operation is doing. `done` and `total` share one unit (bytes or nodes); total 0 means unknown. */
export interface Progress {
  /** A short phrase for the user, such as "Reading objects" or "Computing retained sizes". */
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

export type ReportProgress = (progress: Progress) => void;

/** For callers that do not care. */
export const IGNORE_PROGRESS: ReportProgress = () => undefined;
