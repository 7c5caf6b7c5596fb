import { useId, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react';
import { parseObjectQuery } from '../../../shared/protocol/object-query.ts';
import type { QueryMistake } from '../../../shared/protocol/object-query.ts';
import { useKeptSets } from '../../store/kept-sets.ts';

const EXAMPLES = [
  'retained > 1MB',
  'len > 1000 and role = "container"',
  'type ~ "session" and refcount > 10',
  'preview ~ "anna"',
  'root and shallow > 1kB',
  'unreachable',
];

interface QueryText {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** So many queries further back; whether there was one. */
  readonly goBack: (steps: number) => boolean;
  readonly asked: (query: string) => void;
}

/** What stands in the box: the query of the set that is shown, what is typed, or what was asked before. */
function useQueryText(value: string): QueryText {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const [back, setBack] = useState(-1);
  const queries = useKeptSets((state) => state.queries);
  const remember = useKeptSets((state) => state.asked);
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  return {
    text,
    setText,
    goBack: (steps) => {
      const next = Math.min(queries.length - 1, Math.max(-1, back + steps));
      if (next === back) return false;
      setBack(next);
      setText(next < 0 ? value : queries[next]);
      return true;
    },
    asked: (query) => {
      remember(query);
      setBack(-1);
    },
  };
}

/**
 * A query while it is typed: the first mistake is marked where it is. Enter asks; Up and Down bring back what was
 * asked before.
 */
export function QueryBox({
  value,
  hasSet,
  onAsk,
}: {
  /** The query of the set that is shown; '' when it has none. */
  readonly value: string;
  /** Whether a set is chosen, in which one can look on. */
  readonly hasSet: boolean;
  readonly onAsk: (query: string, within: boolean) => void;
}): ReactNode {
  const { text, setText, goBack, asked } = useQueryText(value);
  const [within, setWithin] = useState(false);
  const [scrolled, setScrolled] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const hint = useId();
  const parsed = text.trim() === '' ? null : parseObjectQuery(text);
  const mistake = parsed !== null && 'error' in parsed ? parsed.error : null;
  const ask = (query: string): void => {
    if (query.trim() === '' || 'error' in parseObjectQuery(query)) return;
    asked(query);
    onAsk(query, hasSet && within);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') ask(text);
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (step !== 0 && goBack(step)) event.preventDefault();
  };
  const mark = {
    '--column': String(mistake === null ? 0 : mistake.column - 1),
    '--scrolled': `${String(scrolled)}px`,
  };
  return (
    <div className="query">
      <div className="query-row">
        <span className="query-word">Objects where</span>
        <span className={mistake === null ? 'query-box' : 'query-box wrong'} style={mark as CSSProperties}>
          <input
            ref={input}
            type="search"
            aria-label="Query"
            aria-invalid={mistake !== null}
            aria-describedby={hint}
            placeholder='retained > 1MB and type ~ "session"'
            spellCheck={false}
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
            onKeyDown={onKeyDown}
          />
          {mistake === null ? null : <i className="query-mark" aria-hidden />}
        </span>
        {hasSet ? (
          <label className="check" title="Look only among the objects of the set below">
            <input type="checkbox" checked={within} onChange={(event) => setWithin(event.target.checked)} />
            in this set
          </label>
        ) : null}
        <button
          type="button"
          className="button primary"
          disabled={parsed === null || mistake !== null}
          onClick={() => ask(text)}
        >
          Ask
        </button>
      </div>
      <Hint
        id={hint}
        mistake={mistake}
        isEmpty={text.trim() === ''}
        onExample={(example) => {
          setText(example);
          input.current?.focus();
        }}
      />
    </div>
  );
}

/** Examples offered at once, earlier queries among them. */
const MAX_EXAMPLES = 6;

/** Below the box: what is wrong, what can be done, or what a query looks like. */
function Hint({
  id,
  mistake,
  isEmpty,
  onExample,
}: {
  readonly id: string;
  readonly mistake: QueryMistake | null;
  readonly isEmpty: boolean;
  readonly onExample: (example: string) => void;
}): ReactNode {
  const queries = useKeptSets((state) => state.queries);
  if (mistake !== null) {
    return (
      <p id={id} className="query-hint wrong">
        {mistake.message}
      </p>
    );
  }
  if (!isEmpty) {
    return (
      <p id={id} className="query-hint">
        Enter asks. ↑ and ↓ bring back earlier queries.
      </p>
    );
  }
  const examples = [...queries.slice(0, 3), ...EXAMPLES.filter((each) => !queries.includes(each))];
  return (
    <p id={id} className="query-hint">
      Such as{' '}
      {examples.slice(0, MAX_EXAMPLES).map((each) => (
        <button key={each} type="button" className="code example" onClick={() => onExample(each)}>
          {each}
        </button>
      ))}
    </p>
  );
}
