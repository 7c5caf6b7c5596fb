import { useState } from 'react';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { PathStep, RootPath } from '../../../shared/protocol/rows.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorView } from '../../components/ErrorView.tsx';
import { CodeText, TypeName } from '../../components/SnapshotText.tsx';
import { useQuery } from '../../data/use-query.ts';
import { isTelling, rootWord } from './root-text.ts';

/** Steps shown at each end of a long chain at first; a linked list may have a hundred thousand. */
const END_STEPS = 100;
const MORE_STEPS = 500;

interface PathTabProps {
  readonly snapshot: string;
  readonly id: string;
  readonly onOpen: (id: string) => void;
}

/** The shortest chain from a root down to the object, one step a line. */
export function PathTab({ snapshot, id, onOpen }: PathTabProps): ReactNode {
  const query = useQuery(snapshot, 'path', { id, to: null });
  if (query.error !== null) {
    return (
      <ErrorView title="The path to a root could not be found" error={query.error}>
        <button type="button" className="button" onClick={query.retry}>
          Try again
        </button>
      </ErrorView>
    );
  }
  if (query.data === null || query.stale) return <EmptyState title="Looking for a root…" />;
  if (query.data.root === null) {
    return (
      <EmptyState title="No root reaches this object">
        <p>It is garbage that waits for the collector, or held only by other garbage.</p>
      </EmptyState>
    );
  }
  return <Chain key={query.key} root={query.data.root} path={query.data.path} onOpen={onOpen} />;
}

function Chain({
  root,
  path,
  onOpen,
}: {
  readonly root: NonNullable<RootPath['root']>;
  readonly path: readonly PathStep[];
  readonly onOpen: (id: string) => void;
}): ReactNode {
  const [shown, setShown] = useState(END_STEPS);
  // The root is mostly an object itself: the first of the path, under the same name.
  const rootObject = path.at(0)?.label === root.name ? path[0] : null;
  const steps = rootObject === null ? path : path.slice(1);
  const hidden = Math.max(0, steps.length - shown - END_STEPS);
  const head = hidden === 0 ? steps : steps.slice(0, shown);
  const tail = hidden === 0 ? [] : steps.slice(-END_STEPS);
  const step = (each: PathStep, index: number): ReactNode => (
    <Step key={index} step={each} isStart={index === steps.length - 1} onOpen={onOpen} />
  );
  return (
    <ol className="chain" aria-label="Path to root">
      <li className="chain-root">
        <span className="chain-kind">{rootWord(root.kind)}</span>
        <code className="code root">{visibleText(root.name, 120)}</code>
        {rootObject === null ? null : (
          <StepObject step={rootObject} isStart={steps.length === 0} onOpen={onOpen} />
        )}
      </li>
      {head.map(step)}
      {hidden === 0 ? null : (
        <li className="chain-more">
          <button type="button" className="link" onClick={() => setShown((count) => count + MORE_STEPS)}>
            {formatCount(hidden)} more steps
          </button>
        </li>
      )}
      {tail.map((each, index) => step(each, steps.length - END_STEPS + index))}
    </ol>
  );
}

interface StepProps {
  readonly step: PathStep;
  /** Whether it is the object asked about, the end of the path. */
  readonly isStart: boolean;
  readonly onOpen: (id: string) => void;
}

function Step({ step, isStart, onOpen }: StepProps): ReactNode {
  return (
    <li className={isStart ? 'chain-step start' : 'chain-step'}>
      {step.label === '' ? null : <CodeText text={step.label} max={80} />}
      <StepObject step={step} isStart={isStart} onOpen={onOpen} />
    </li>
  );
}

function StepObject({ step, isStart, onOpen }: StepProps): ReactNode {
  return (
    <button type="button" className="chain-object" onClick={() => onOpen(step.id)} disabled={isStart}>
      <TypeName type={step.type} max={80} />{' '}
      {isTelling(step) ? <CodeText text={step.preview} max={120} tone="bare soft" /> : null}
      <code className="code bare faint">{step.id}</code>
    </button>
  );
}
