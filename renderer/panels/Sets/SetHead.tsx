import { ChevronRight, Layers, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import type { SetSummary } from '../../../shared/protocol/rows.ts';
import { Bytes, counted } from '../../components/Quantity.tsx';
import type { StoppableQuery } from '../../data/use-stoppable-query.ts';
import { setInWords } from '../../lists/set-in-words.ts';
import { setTrail } from '../../lists/set-trail.ts';
import { useKeptSets } from '../../store/kept-sets.ts';
import type { KeptSet } from '../../store/kept-sets.ts';

interface SetHeadProps {
  readonly snapshot: string;
  readonly set: ObjectSet;
  readonly summary: StoppableQuery<SetSummary>;
  readonly onSet: (set: ObjectSet) => void;
}

const NO_SETS: readonly KeptSet[] = [];

/** The set that is looked at: how it came to be, what it comes to, and what can be made of it. */
export function SetHead({ snapshot, set, summary, onSet }: SetHeadProps): ReactNode {
  const kept = useKeptSets((state) => state.kept[snapshot]) ?? NO_SETS;
  return (
    <div className="set-head">
      <nav className="trail set-trail" aria-label="Set">
        <Layers size={14} aria-hidden />
        <ol>
          {setTrail(set).map((step, index, all) => (
            <li key={index}>
              {index === 0 ? null : <ChevronRight size={12} aria-hidden />}
              <button
                type="button"
                className="link"
                disabled={index === all.length - 1}
                onClick={() => onSet(step.set)}
              >
                {step.words}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <Summary summary={summary} />
      <div className="set-tools" role="toolbar" aria-label="Make another set">
        <button type="button" className="button small" onClick={() => onSet({ kind: 'retained', of: set })}>
          Retained set
        </button>
        <button type="button" className="button small" onClick={() => onSet({ kind: 'referrers', of: set })}>
          Referrers
        </button>
        <button type="button" className="button small" onClick={() => onSet({ kind: 'referents', of: set })}>
          Referents
        </button>
        <Combine kept={kept} set={set} onSet={onSet} />
        <Keep key={JSON.stringify(set)} snapshot={snapshot} set={set} />
      </div>
      {kept.length === 0 ? null : <KeptSets snapshot={snapshot} kept={kept} onSet={onSet} />}
    </div>
  );
}

function Summary({ summary }: { readonly summary: StoppableQuery<SetSummary> }): ReactNode {
  const { data } = summary;
  if (summary.isStopped) {
    return (
      <p className="set-summary">
        Cancelled.{' '}
        <button type="button" className="link" onClick={summary.retry}>
          Ask again
        </button>
      </p>
    );
  }
  if (summary.error !== null) {
    return (
      <p className="set-summary wrong" role="alert">
        {visibleText(summary.error.message, 300)}
      </p>
    );
  }
  if (data === null || summary.stale) {
    return (
      <p className="set-summary waiting" role="status">
        {summary.progress?.phase ?? 'Adding up'}…{' '}
        <button type="button" className="link" onClick={summary.stop}>
          Cancel
        </button>
      </p>
    );
  }
  return (
    <dl className="facts set-summary" aria-label="Summary">
      <Fact label={data.count === 1 ? 'object' : 'objects'}>{formatCount(data.count)}</Fact>
      <Fact label="shallow">
        <Bytes bytes={data.shallowBytes} />
      </Fact>
      <Fact label="retained together" title="What would be freed if the whole set went: exact">
        <Bytes bytes={data.retainedBytes} />
      </Fact>
      <Fact label="objects would go" title="The set and all that only it keeps alive">
        {formatCount(data.retainedCount)}
      </Fact>
      {data.missingIds === 0 ? null : (
        <Fact label={`${data.missingIds === 1 ? 'id is' : 'ids are'} not in this snapshot`}>
          {formatCount(data.missingIds)}
        </Fact>
      )}
    </dl>
  );
}

function Fact({
  label,
  title,
  children,
}: {
  readonly label: string;
  readonly title?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className="fact" title={title}>
      <dd>{children}</dd>
      <dt>{label}</dt>
    </div>
  );
}

const WAYS: readonly (readonly [name: string, make: (set: ObjectSet, kept: ObjectSet) => ObjectSet])[] = [
  ['in both', (left, right) => ({ kind: 'and', left, right })],
  ['in either', (left, right) => ({ kind: 'or', left, right })],
  ['in this one only', (left, right) => ({ kind: 'minus', left, right })],
  ['in that one only', (left, right) => ({ kind: 'minus', left: right, right: left })],
];

function Combine({
  kept,
  set,
  onSet,
}: {
  readonly kept: readonly KeptSet[];
  readonly set: ObjectSet;
  readonly onSet: (set: ObjectSet) => void;
}): ReactNode {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="button small"
        disabled={kept.length === 0}
        title={kept.length === 0 ? 'Keep a set first, to combine others with it' : undefined}
      >
        Combine…
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          {kept.map((each) => (
            <DropdownMenu.Group key={each.name}>
              <DropdownMenu.Label className="menu-label">
                With “{visibleText(each.name, 48)}”
              </DropdownMenu.Label>
              {WAYS.map(([name, make]) => (
                <DropdownMenu.Item
                  key={name}
                  className="menu-item"
                  onSelect={() => onSet(make(set, each.set))}
                >
                  {name}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Keeps the set under a name, which is asked for. */
function Keep({ snapshot, set }: { readonly snapshot: string; readonly set: ObjectSet }): ReactNode {
  const keep = useKeptSets((state) => state.keep);
  const [name, setName] = useState<string | null>(null);
  if (name === null) {
    return (
      <button type="button" className="button small" onClick={() => setName(setInWords(set).slice(0, 60))}>
        Keep…
      </button>
    );
  }
  return (
    <form
      className="keep"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '') return;
        keep(snapshot, name.trim(), set);
        setName(null);
      }}
    >
      <input
        aria-label="Name of the set"
        value={name}
        maxLength={80}
        spellCheck={false}
        autoFocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setName(null);
        }}
      />
      <button type="submit" className="button small">
        Keep
      </button>
    </form>
  );
}

function KeptSets({
  snapshot,
  kept,
  onSet,
}: {
  readonly snapshot: string;
  readonly kept: readonly KeptSet[];
  readonly onSet: (set: ObjectSet) => void;
}): ReactNode {
  const drop = useKeptSets((state) => state.drop);
  return (
    <ul className="kept" aria-label={counted(kept.length, 'kept set')}>
      <li className="kept-word">Kept</li>
      {kept.map(({ name, set }) => (
        <li key={name} className="kept-set">
          <button type="button" className="kept-name" title={setInWords(set)} onClick={() => onSet(set)}>
            {visibleText(name, 48)}
          </button>
          <button
            type="button"
            className="kept-drop"
            aria-label={`Forget ${visibleText(name, 48)}`}
            onClick={() => drop(snapshot, name)}
          >
            <X size={11} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
