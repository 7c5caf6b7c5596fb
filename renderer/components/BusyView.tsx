import type { ReactNode } from 'react';
import type { Progress } from '../../shared/base/progress.ts';

/** A question under way: what is being done, how far it is, and how to stop it. */
export function BusyView({
  progress,
  what,
  onCancel,
}: {
  readonly progress: Progress | null;
  /** What is being done as long as nobody says: `Looking for holders`. */
  readonly what: string;
  readonly onCancel: () => void;
}): ReactNode {
  const phase = progress?.phase ?? what;
  const share = progress === null || progress.total <= 0 ? null : Math.min(1, progress.done / progress.total);
  return (
    <div className="busy-view">
      <p>{phase}…</p>
      <div
        className={share === null ? 'busy-bar unknown' : 'busy-bar'}
        role="progressbar"
        aria-label={phase}
        {...(share === null
          ? {}
          : { 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.round(100 * share) })}
      >
        <i style={share === null ? {} : { width: `${String(100 * share)}%` }} />
      </div>
      <button type="button" className="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}
