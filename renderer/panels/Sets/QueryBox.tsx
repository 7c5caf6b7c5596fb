import { useId, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react';
import { parseObjectQuery } from '../../../shared/protocol/object-query.ts';
import { useKeptSets } from '../../store/kept-sets.ts';

const EXAMPLES = [
  'retained > 1MB',
  'len > 1000 and role = "container"',
  'type ~ "session" and refcount > 10',
  'preview ~ "anna"',
  'root and shallow > 1kB',
  'unreachable',
];

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
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const [within, setWithin] = useState(false);
  const queries = useKeptSets((state) => state.queries);
  const asked = useKeptSets((state) => state.asked);
  const [back, setBack] = useState(-1);
  const [scrolled, setScrolled] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const hint = useId();
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  const parsed = text.trim() === '' ? null : parseObjectQuery(text);
  const mistake = parsed !== null && 'error' in parsed ? parsed.error : null;
  const ask = (query: string): void => {
    if (query.trim() === '' || 'error' in parseObjectQuery(query)) return;
    asked(query);
    setBack(-1);
    onAsk(query, hasSet && within);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (event.key === 'Enter') ask(text);
    const next = Math.min(queries.length - 1, Math.max(-1, back + step));
    if (step === 0 || next === back) return;
    event.preventDefault();
    setBack(next);
    setText(queries.at(next < 0 ? queries.length : next) ?? value);
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
      <p id={hint} className={mistake === null ? 'query-hint' : 'query-hint wrong'}>
        {mistake !== null ? (
          mistake.message
        ) : text.trim() !== '' ? (
          <span>Enter asks. ↑ and ↓ bring back earlier queries.</span>
        ) : (
          <>
            Such as{' '}
            {[...queries.slice(0, 3), ...EXAMPLES.filter((each) => !queries.includes(each))]
              .slice(0, 6)
              .map((each) => (
                <button
                  key={each}
                  type="button"
                  className="code example"
                  onClick={() => {
                    setText(each);
                    input.current?.focus();
                  }}
                >
                  {each}
                </button>
              ))}
          </>
        )}
      </p>
    </div>
  );
}
