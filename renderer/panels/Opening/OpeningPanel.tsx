import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { errorAdvice } from '../../../shared/base/error-advice.ts';
import { formatBytes, formatDuration, formatExactBytes } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { ErrorView } from '../../components/ErrorView.tsx';
import { useElapsed } from '../../data/use-elapsed.ts';
import { useOpener } from '../../data/use-opener.ts';
import { useCommands } from '../../store/commands.ts';
import { useWindow } from '../../store/window-store.ts';
import type { Opening } from '../../store/window-store.ts';
import './opening.css';

/** Files on their way: what is being done with each, how far, and how to stop it; or why it could not be opened. */
export function OpeningPanel(): ReactNode {
  const openings = useWindow((state) => state.openings);
  return (
    <div className="openings">
      {openings.map((opening) =>
        opening.error === null ? (
          <OpeningCard key={opening.key} opening={opening} />
        ) : (
          <FailedCard key={opening.key} opening={opening} />
        ),
      )}
    </div>
  );
}

/** `12 MB of 90 MB` while the file itself is read, whose size is known; else nothing. */
function bytesDone({ progress, size }: Opening): string {
  if (progress === null || size === null || size === 0 || progress.total !== size) return '';
  return `${formatBytes(progress.done)} of ${formatBytes(size)}`;
}

function OpeningCard({ opening }: { readonly opening: Opening }): ReactNode {
  const elapsed = useElapsed(opening.startedAt);
  const opener = useOpener();
  const { kind, progress, size } = opening;
  const name = visibleText(opening.name, 80);
  const phase = progress === null ? 'Starting' : visibleText(progress.phase, 80);
  const share = progress === null || progress.total <= 0 ? null : Math.min(1, progress.done / progress.total);
  const percent = share === null ? null : Math.floor(share * 100);
  const facts = [
    percent === null ? '' : `${String(percent)}%`,
    bytesDone(opening),
    elapsed < 1000 ? '' : formatDuration(Math.floor(elapsed / 1000) * 1000),
  ];
  return (
    <section className="opening" aria-label={`${kind === 'capture' ? 'Capturing' : 'Opening'} ${name}`}>
      <div className="opening-head">
        <h2>{kind === 'capture' ? `Capturing ${name.toLowerCase()}` : name}</h2>
        {size === null ? null : <span title={formatExactBytes(size)}>{formatBytes(size)}</span>}
      </div>
      <div
        className={share === null ? 'progress unknown' : 'progress'}
        role="progressbar"
        aria-label={phase}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
      >
        <i style={share === null ? undefined : { width: `${String(share * 100)}%` }} />
      </div>
      <div className="opening-foot">
        <span className="opening-phase">{phase}</span>
        <span className="opening-facts">{facts.filter((fact) => fact !== '').join(' · ')}</span>
        <button type="button" className="button" onClick={() => opener.cancel(opening.key)}>
          <X size={14} aria-hidden />
          Cancel
        </button>
      </div>
    </section>
  );
}

function FailedCard({ opening }: { readonly opening: Opening }): ReactNode {
  const opener = useOpener();
  const { error, key, kind } = opening;
  if (error === null) return null;
  const dismiss = (): void => opener.cancel(key);
  const name = visibleText(opening.name, 80);
  return (
    <ErrorView
      title={`${name} could not be ${kind === 'capture' ? 'captured' : 'opened'}`}
      error={error}
      advice={errorAdvice(error.code)}
    >
      {kind === 'capture' ? (
        <ChooseProcess onBefore={dismiss} />
      ) : (
        <button
          type="button"
          className="button primary"
          onClick={() => {
            dismiss();
            void opener.pick();
          }}
        >
          Open another
        </button>
      )}
      <button type="button" className="button" onClick={dismiss}>
        Dismiss
      </button>
    </ErrorView>
  );
}

function ChooseProcess({ onBefore }: { readonly onBefore: () => void }): ReactNode {
  const choose = useCommands(({ handlers }) => handlers.capture);
  if (choose === undefined) return null;
  return (
    <button
      type="button"
      className="button primary"
      onClick={() => {
        onBefore();
        choose();
      }}
    >
      Back to the processes
    </button>
  );
}
