import type { Progress, ReportProgress } from '../base/progress.ts';

/** About ten reports a second: smooth to the eye, nothing for the line. */
export const PROGRESS_INTERVAL_MS = 100;

/**
 * A reporter that passes on at most one report per interval, but always a new phase and always the end of one
 * (`done` equal to a known `total`). O(1) a report.
 *
 * @param now milliseconds of any clock that does not go back; tests give their own.
 */
export function throttleProgress(
  report: ReportProgress,
  intervalMs: number = PROGRESS_INTERVAL_MS,
  now: () => number = Date.now,
): ReportProgress {
  let lastPhase: string | null = null;
  let lastTime = 0;
  return (progress: Progress) => {
    const time = now();
    const isEnd = progress.total > 0 && progress.done >= progress.total;
    if (progress.phase === lastPhase && !isEnd && time - lastTime < intervalMs) return;
    lastPhase = progress.phase;
    lastTime = time;
    report(progress);
  };
}
