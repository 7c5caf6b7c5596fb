import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

/** Typing rests this long (ms) before the list is asked. */
const REST_MS = 150;

/** A filter that waits for a pause in typing. Escape empties it. */
export function FilterBox({
  label,
  value,
  onChange,
  placeholder = 'Filter',
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
}): ReactNode {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  // What the window shows may have changed while typing rested: the filter must not take it back.
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  // The value also changes from outside: back, forward, a link.
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  const cancel = (): void => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  };
  useEffect(() => cancel, []);
  const set = (next: string, wait: number): void => {
    setText(next);
    cancel();
    timer.current = setTimeout(() => {
      setKnown(next);
      latest.current(next);
    }, wait);
  };
  return (
    <span className="filter">
      <Search size={13} aria-hidden />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => set(event.target.value, REST_MS)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') set('', 0);
          if (event.key === 'Enter') set(text, 0);
        }}
      />
      {text === '' ? null : (
        <button type="button" className="filter-clear" aria-label="Clear filter" onClick={() => set('', 0)}>
          <X size={12} aria-hidden />
        </button>
      )}
    </span>
  );
}
