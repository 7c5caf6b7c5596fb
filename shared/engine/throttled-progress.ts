import type { Progress, ReportProgress } from '../base/progress.ts';

/** About ten reports a second: smooth to the eye, nothing for the line. */
export const PROGRESS_INTERVAL_MS = 100;

/**
 * A reporter that passes on at most one report per interval, but always a new phase and the first report of
 * its end (`done` equal to a known `total`; readers may be told so long before they are through). O(1) a report.
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
  let wasEnd = false;
  return (progress: Progress) => {
    const time = now();
    const isEnd = progress.total > 0 && progress.done >= progress.total;
    const isNews = progress.phase !== lastPhase || (isEnd && !wasEnd);
    if (!isNews && time - lastTime < intervalMs) return;
    wasEnd = isEnd;
    lastPhase = progress.phase;
    lastTime = time;
    report(progress);
  };
}
