import { EyeOff, Unlink } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { PathStep, RootPath } from '../../../shared/protocol/rows.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { CodeText, TypeName } from '../../components/SnapshotText.tsx';
import { ignorableOf } from './path-question.ts';
import type { Ignored } from './path-question.ts';
import { isTelling, rootWord } from './root-text.ts';

/** Steps shown at each end of a long chain at first; a linked list may have a hundred thousand. */
const END_STEPS = 100;
const MORE_STEPS = 500;

interface PathChainProps {
  readonly path: RootPath;
  readonly label: string;
  readonly onOpen: (id: string) => void;
  readonly onIgnore: (one: Ignored) => void;
}

/** One chain from a root down to the object, one step a line. Nothing where there is no root. */
export function PathChain({ path, label, onOpen, onIgnore }: PathChainProps): ReactNode {
  const [shown, setShown] = useState(END_STEPS);
  const { root, path: all } = path;
  if (root === null) return null;
  // The root is mostly an object itself: the first of the path, under the same name.
  const rootObject = all.at(0)?.label === root.name ? all[0] : null;
  const first = rootObject === null ? 0 : 1;
  const steps = all.slice(first);
  const hidden = Math.max(0, steps.length - shown - END_STEPS);
  const head = hidden === 0 ? steps : steps.slice(0, shown);
  const tail = hidden === 0 ? [] : steps.slice(-END_STEPS);
  const step = (each: PathStep, index: number): ReactNode => (
    <Step
      key={index}
      step={each}
      isStart={index === steps.length - 1}
      ignorable={ignorableOf(path, index + first)}
      onOpen={onOpen}
      onIgnore={onIgnore}
    />
  );
  return (
    <ol className="chain" aria-label={label}>
      <li className="chain-root">
        <span className="chain-kind">{rootWord(root.kind)}</span>
        <code className="code root">{visibleText(root.name, 120)}</code>
        {rootObject === null ? null : (
          <StepObject step={rootObject} isStart={steps.length === 0} onOpen={onOpen} />
        )}
        {rootObject === null ? null : <Ignores of={ignorableOf(path, 0)} onIgnore={onIgnore} />}
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

function Step({
  step,
  isStart,
  ignorable,
  onOpen,
  onIgnore,
}: StepProps & {
  readonly ignorable: readonly Ignored[];
  readonly onIgnore: (one: Ignored) => void;
}): ReactNode {
  return (
    <li className={isStart ? 'chain-step start' : 'chain-step'}>
      {step.label === '' ? null : <CodeText text={step.label} max={80} />}
      <StepObject step={step} isStart={isStart} onOpen={onOpen} />
      <Ignores of={ignorable} onIgnore={onIgnore} />
    </li>
  );
}

/** Ways to do without a step: other paths are looked for then. */
function Ignores({
  of,
  onIgnore,
}: {
  readonly of: readonly Ignored[];
  readonly onIgnore: (one: Ignored) => void;
}): ReactNode {
  if (of.length === 0) return null;
  return (
    <span className="chain-ignore">
      {of.map((each) => (
        <IconButton
          key={each.kind}
          name={each.kind === 'object' ? 'Ignore this retainer' : 'Ignore this reference'}
          icon={each.kind === 'object' ? EyeOff : Unlink}
          onClick={() => onIgnore(each)}
        />
      ))}
    </span>
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
