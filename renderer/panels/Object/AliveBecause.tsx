import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { PathStep, RootPath } from '../../../shared/protocol/rows.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { useQuery } from '../../data/use-query.ts';
import { pathAsCode, rootWord, stepsAfterRoot } from './root-text.ts';

/** Longer chains show their two ends: the middle is in the tab. */
const MAX_STEPS = 12;
const END_STEPS = 5;

interface AliveProps {
  readonly snapshot: string;
  readonly id: string;
  readonly onOpen: (id: string) => void;
  readonly onShowPath: () => void;
}

/** One sentence: the shortest chain of references from a root to the object, each link of it a way to go. */
export function AliveBecause({ snapshot, id, onOpen, onShowPath }: AliveProps): ReactNode {
  const query = useQuery(snapshot, 'path', { id, to: null });
  if (query.status === 'failed') {
    return <p className="alive">The path to a root could not be found: {query.error?.message}</p>;
  }
  const path = query.data;
  if (path === null || query.stale) return <p className="alive waiting">Looking for a root…</p>;
  if (path.root === null) {
    return (
      <p className="alive">
        <strong>Not reachable.</strong> No root reaches it: it is garbage that waits for the collector.
      </p>
    );
  }
  return (
    <div className="alive">
      <p>
        Alive because <Root root={path.root} onOpen={onOpen} />
        <Steps steps={stepsAfterRoot(path)} onOpen={onOpen} onShowPath={onShowPath} />
      </p>
      <CopyButton text={pathAsCode(path)} label="Copy path" quiet />
    </div>
  );
}

function Root({
  root,
  onOpen,
}: {
  readonly root: NonNullable<RootPath['root']>;
  readonly onOpen: (id: string) => void;
}): ReactNode {
  const { id } = root;
  const name = root.name === '' ? rootWord(root.kind) : visibleText(root.name, 80);
  const title = `${rootWord(root.kind)} ${visibleText(root.name, 200)}`;
  if (id === null) {
    return (
      <code className="code root" title={title}>
        {name}
      </code>
    );
  }
  return (
    <button type="button" className="code root step" title={title} onClick={() => onOpen(id)}>
      {name}
    </button>
  );
}

function Steps({
  steps,
  onOpen,
  onShowPath,
}: {
  readonly steps: readonly PathStep[];
  readonly onOpen: (id: string) => void;
  readonly onShowPath: () => void;
}): ReactNode {
  const isLong = steps.length > MAX_STEPS;
  const head = isLong ? steps.slice(0, END_STEPS) : steps;
  const tail = isLong ? steps.slice(-END_STEPS) : [];
  const chip = (step: PathStep, index: number, last: boolean): ReactNode => (
    <button
      key={`${last ? 'end' : 'head'}${String(index)}`}
      type="button"
      className={last ? 'code start step' : 'code step'}
      title={`${visibleText(step.type, 120)} ${visibleText(step.preview, 120)}`}
      onClick={() => onOpen(step.id)}
    >
      {visibleText(step.label, 60)}
    </button>
  );
  return (
    <>
      {head.map((step, index) => chip(step, index, !isLong && index === head.length - 1))}
      {isLong ? (
        <button type="button" className="link" onClick={onShowPath}>
          … {formatCount(steps.length - 2 * END_STEPS)} steps …
        </button>
      ) : null}
      {tail.map((step, index) => chip(step, index + head.length, index === tail.length - 1))}
    </>
  );
}
