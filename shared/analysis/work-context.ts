import { CANCEL_CHECK_INTERVAL, NEVER_CANCELLED, throwIfCancelled } from '../base/cancellation.ts';
import type { CancelToken } from '../base/cancellation.ts';
import { IGNORE_PROGRESS } from '../base/progress.ts';
import type { ReportProgress } from '../base/progress.ts';

/** What a walk over the whole graph needs from its caller. */
export interface WorkContext {
  readonly report: ReportProgress;
  readonly cancel: CancelToken;
}

/** For walks that nobody watches. */
export const UNWATCHED: WorkContext = { report: IGNORE_PROGRESS, cancel: NEVER_CANCELLED };

/**
 * One look up from the work: throws HeapError `cancelled` when asked to stop, else reports how far the phase is. Loops
 * over nodes or edges call it once per CANCEL_CHECK_INTERVAL steps. O(1).
 */
export function checkIn(context: WorkContext, phase: string, done: number, total: number): void {
  throwIfCancelled(context.cancel);
  context.report({ phase, done, total });
}

/**
 * Runs `walk(from, to)` over 0…total in slices of CANCEL_CHECK_INTERVAL with a check-in before each, so that the hot
 * loop itself stays free of it. Throws HeapError `cancelled`.
 */
export function inSlices(
  context: WorkContext,
  phase: string,
  total: number,
  walk: (from: number, to: number) => void,
): void {
  for (let from = 0; from < total; from += CANCEL_CHECK_INTERVAL) {
    checkIn(context, phase, from, total);
    walk(from, Math.min(total, from + CANCEL_CHECK_INTERVAL));
  }
}
