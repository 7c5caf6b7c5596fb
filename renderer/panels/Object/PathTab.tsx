import { Layers, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { MAX_SET_IDS } from '../../../shared/protocol/object-set.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import type { RootKindName, WordedPath } from '../../../shared/protocol/rows.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { useStoppableQuery } from '../../data/use-stoppable-query.ts';
import { Unanswered } from '../../lists/Unanswered.tsx';
import { PathChain } from './PathChain.tsx';
import { USUAL_PATH, ignoring, pathQuestion, restored } from './path-question.ts';
import type { Ignored, PathChoice } from './path-question.ts';

interface PathTabProps {
  readonly snapshot: string;
  readonly id: string;
  readonly onOpen: (id: string) => void;
  readonly onSet: (set: ObjectSet) => void;
}

/** The ways from roots down to the object: the shortest first, then those that differ most from it. */
export function PathTab(props: PathTabProps): ReactNode {
  return <Paths key={props.id} {...props} />;
}

function Paths({ snapshot, id, onOpen, onSet }: PathTabProps): ReactNode {
  const [choice, setChoice] = useState(USUAL_PATH);
  const query = useStoppableQuery(snapshot, 'paths', pathQuestion(id, choice));
  const paths = query.data?.paths ?? null;
  return (
    <div className="paths">
      <PathTools choice={choice} onChoice={setChoice} />
      {choice.ignored.length === 0 ? null : (
        <IgnoredList choice={choice} onRestore={(one) => setChoice(restored(choice, one))} />
      )}
      {paths === null || query.stale ? (
        <Unanswered
          error={query.error}
          progress={query.progress}
          isStopped={query.isStopped}
          what="Looking for a root"
          title="The path to a root could not be found"
          onStop={query.stop}
          onRetry={query.retry}
        />
      ) : paths.length === 0 || paths[0].root === null ? (
        <NoPath choice={choice} />
      ) : (
        <div className="paths-list">
          {paths.map((path, index) => (
            <OnePath
              key={`${query.key} ${String(index)}`}
              path={path}
              number={index + 1}
              of={paths.length}
              onOpen={onOpen}
              onSet={onSet}
              onIgnore={(one) => setChoice(ignoring(choice, one))}
            />
          ))}
          {paths.length < choice.count ? (
            <p className="paths-end">There are no more that differ from these.</p>
          ) : null}
        </div>
      )}
    </div>
  );
}

const FROM: readonly (readonly [RootKindName | '', string])[] = [
  ['', 'any root'],
  ['module', 'the nearest module'],
  ['frame', 'a running function'],
  ['thread', 'a thread'],
  ['interpreter', 'the interpreter'],
  ['c-held', 'an object held from C'],
  ['v8-root', 'V8’s roots'],
];
const COUNTS = [1, 3, 10, 30];

function PathTools({
  choice,
  onChoice,
}: {
  readonly choice: PathChoice;
  readonly onChoice: (choice: PathChoice) => void;
}): ReactNode {
  return (
    <div className="part-tools">
      <label className="select">
        From
        <select
          value={choice.to ?? ''}
          onChange={(event) => {
            const to = FROM.find(([kind]) => kind === event.target.value)?.[0] ?? '';
            onChoice({ ...choice, to: to === '' ? null : to });
          }}
        >
          {FROM.map(([kind, name]) => (
            <option key={kind} value={kind}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="select">
        Show
        <select
          value={choice.count}
          onChange={(event) => onChoice({ ...choice, count: Number(event.target.value) })}
        >
          {COUNTS.map((count) => (
            <option key={count} value={count}>
              {count === 1 ? 'the shortest path' : `the ${String(count)} most different paths`}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function IgnoredList({
  choice,
  onRestore,
}: {
  readonly choice: PathChoice;
  readonly onRestore: (one: Ignored) => void;
}): ReactNode {
  return (
    <ul className="ignored" aria-label="Ignored">
      <li className="soft">Ignored</li>
      {choice.ignored.map((each, index) => (
        <li key={index} className="ignored-one">
          {each.kind === 'reference' ? 'reference ' : ''}
          <code className="code bare">{visibleText(each.name, 60)}</code>
          <IconButton
            name={`Restore ${visibleText(each.name, 60)}`}
            icon={X}
            onClick={() => onRestore(each)}
          />
        </li>
      ))}
    </ul>
  );
}

function NoPath({ choice }: { readonly choice: PathChoice }): ReactNode {
  if (choice.ignored.length > 0) {
    return (
      <EmptyState title="No other path leads to it">
        <p>
          Without what is ignored it would be freed{choice.to === null ? '' : ', as far as such roots go'}.
        </p>
      </EmptyState>
    );
  }
  if (choice.to !== null) return <EmptyState title="No root of this kind reaches it" />;
  return (
    <EmptyState title="No root reaches this object">
      <p>It is garbage that waits for the collector, or held only by other garbage.</p>
    </EmptyState>
  );
}

function OnePath({
  path,
  number,
  of,
  onOpen,
  onSet,
  onIgnore,
}: {
  readonly path: WordedPath;
  readonly number: number;
  readonly of: number;
  readonly onOpen: (id: string) => void;
  readonly onSet: (set: ObjectSet) => void;
  readonly onIgnore: (one: Ignored) => void;
}): ReactNode {
  const ids = path.path.slice(0, MAX_SET_IDS).map((step) => step.id);
  return (
    <section className="one-path" aria-label={of === 1 ? 'Path' : `Path ${String(number)} of ${String(of)}`}>
      <header className="path-words">
        {of === 1 ? null : <b className="path-number">{formatCount(number)}</b>}
        <p>
          <Words words={path.words} />
        </p>
        <CopyButton text={visibleText(path.words, 10_000)} label="Copy in words" quiet />
        <IconButton
          name="The objects of this path as a set"
          icon={Layers}
          onClick={() => onSet({ kind: 'ids', ids })}
        />
      </header>
      <PathChain
        path={path}
        label={number === 1 ? 'Path to root' : `Path ${String(number)} to root`}
        onOpen={onOpen}
        onIgnore={onIgnore}
      />
    </section>
  );
}

/** A sentence in which what stands in backticks is code. */
function Words({ words }: { readonly words: string }): ReactNode {
  return visibleText(words, 2000)
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part : <code key={index}>{part}</code>));
}
