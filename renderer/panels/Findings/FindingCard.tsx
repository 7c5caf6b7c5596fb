import type { ReactNode } from 'react';
import { formatPercent } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { Finding } from '../../../shared/protocol/findings-rows.ts';
import type { PathStep } from '../../../shared/protocol/rows.ts';
import { Bytes } from '../../components/Quantity.tsx';
import { useWindow } from '../../store/window-store.ts';
import { FINDING_LOOK } from './finding-kinds.ts';

/** Steps of a path at each end of a long one. */
const END_STEPS = 6;
const MAX_TITLE = 400;

interface FindingCardsProps extends Omit<FindingCardProps, 'finding' | 'greatest' | 'onOpen'> {
  /** Most bytes first. */
  readonly findings: readonly Finding[];
  readonly label: string;
}

interface FindingCardProps {
  readonly finding: Finding;
  /** What its share is of, and how that is called. */
  readonly bytesInAll: number;
  readonly ofWhat: string;
  /** Bytes of the greatest finding, which fills the bar. */
  readonly greatest: number;
  /** The open object. */
  readonly object: string | null;
  readonly onOpen: (id: string) => void;
}

/** A list of findings; a click opens what it names. */
export function FindingCards({ findings, label, ...shared }: FindingCardsProps): ReactNode {
  const open = useWindow((state) => state.openObject);
  const greatest = findings[0]?.bytes ?? 1;
  return (
    <ol className="finding-list" aria-label={label}>
      {findings.map((each, index) => (
        <FindingCard key={index} finding={each} greatest={greatest} onOpen={open} {...shared} />
      ))}
    </ol>
  );
}

/** One finding: the sentence (which opens the holder), how much it is, the path step by step, and why. */
function FindingCard({ finding, bytesInAll, ofWhat, greatest, object, onOpen }: FindingCardProps): ReactNode {
  const { title, bytes, holder, kind, explanation, example } = finding;
  const { word, Icon } = FINDING_LOOK[kind];
  const isOpen = object !== null && (object === holder.id || finding.path.some(({ id }) => id === object));
  return (
    <li className={isOpen ? 'finding open' : 'finding'}>
      <span className={`finding-icon kind-${kind}`} aria-hidden="true">
        <Icon size={17} strokeWidth={1.75} />
      </span>
      <div className="finding-body">
        <button
          type="button"
          className="finding-title"
          title="Open the holder"
          onClick={() => onOpen(holder.id)}
        >
          {visibleText(title, MAX_TITLE)}
        </button>
        <FindingPath finding={finding} object={object} onOpen={onOpen} />
        <p className="finding-why">{explanation}</p>
        <p className="finding-tools">
          <span className="finding-kind">{word}</span>
          {example === null || example.id === holder.id ? null : (
            <button type="button" className="link" onClick={() => onOpen(example.id)}>
              {kind === 'growing' ? 'Open a new item' : 'Open one of what is held'}
            </button>
          )}
        </p>
      </div>
      <div className="finding-size">
        <strong>
          <Bytes bytes={bytes} />
        </strong>
        <span className="finding-bar">
          <i style={{ width: `${String((100 * bytes) / Math.max(1, greatest))}%` }} />
        </span>
        <span className="finding-share">
          {formatPercent(bytes / Math.max(1, bytesInAll))} {ofWhat}
        </span>
      </div>
    </li>
  );
}

/** The path as it reads in code; each step opens its object. */
function FindingPath({
  finding: { path, holder },
  object,
  onOpen,
}: Pick<FindingCardProps, 'finding' | 'object' | 'onOpen'>): ReactNode {
  const isLong = path.length > 2 * END_STEPS;
  const head = isLong ? path.slice(0, END_STEPS) : path;
  const tail = isLong ? path.slice(-END_STEPS) : [];
  const step = (each: PathStep, index: number): ReactNode => (
    <li key={index}>
      <button
        type="button"
        className={stepClass(each, index, holder.id, object)}
        title={visibleText(`${each.type} ${each.id}`, MAX_TITLE)}
        onClick={() => onOpen(each.id)}
      >
        {visibleText(each.label === '' ? shortType(each.type) : each.label, 60)}
      </button>
    </li>
  );
  return (
    <ol className="finding-path" aria-label="Path to what holds them">
      {head.map(step)}
      {isLong ? <li className="finding-gap">…</li> : null}
      {tail.map((each, index) => step(each, path.length - END_STEPS + index))}
    </ol>
  );
}

function stepClass(step: PathStep, index: number, holder: string, object: string | null): string {
  const classes = ['finding-step'];
  if (index === 0) classes.push('first');
  if (step.id === holder) classes.push('holder');
  if (step.id === object) classes.push('current');
  return classes.join(' ');
}

function shortType(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}
