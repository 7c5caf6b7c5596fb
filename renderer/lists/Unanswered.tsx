import type { ReactNode } from 'react';
import type { HeapError } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/progress.ts';
import { BusyView } from '../components/BusyView.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorView } from '../components/ErrorView.tsx';

/** What stands in place of an answer: on its way, given up, or failed. `title` says what could not be done. */
export function Unanswered({
  error,
  progress,
  isStopped,
  what,
  title,
  onStop,
  onRetry,
}: {
  readonly error: HeapError | null;
  readonly progress: Progress | null;
  readonly isStopped: boolean;
  readonly what: string;
  readonly title: string;
  readonly onStop: () => void;
  readonly onRetry: () => void;
}): ReactNode {
  if (isStopped || error?.code === 'cancelled') {
    return (
      <EmptyState title="Cancelled">
        <button type="button" className="button" onClick={onRetry}>
          Ask again
        </button>
      </EmptyState>
    );
  }
  if (error !== null) {
    return (
      <ErrorView title={title} error={error}>
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      </ErrorView>
    );
  }
  return <BusyView progress={progress} what={what} onCancel={onStop} />;
}
