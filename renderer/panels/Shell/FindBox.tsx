import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { FindRow } from '../../../shared/protocol/rows.ts';
import { CodeText, TypeName } from '../../components/SnapshotText.tsx';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import type { Query } from '../../data/use-query.ts';
import { typesPlace } from '../../store/place.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';

const LABEL = 'Find a type, id, text or name';
const LIMIT = 40;
const REST_MS = 120;

/** The search of the header, also by Ctrl+K: types, ids, texts and names of this snapshot. */
export function FindBox({ snapshot }: { readonly snapshot: OpenSnapshot }): ReactNode {
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const goTo = useWindow((state) => state.goTo);
  const place = useWindow((state) => state.place);
  const asked = useDebounced(text.trim(), REST_MS);
  const query = useQuery(snapshot.id, 'find', open && asked !== '' ? { text: asked, limit: LIMIT } : null);

  // Answers come after the typing: the first of each new one is what Enter opens.
  const [chosen, setChosen] = useState('');
  const [shown, setShown] = useState<typeof query.data>(null);
  if (shown !== query.data) {
    setShown(query.data);
    const first = firstShown(query.data?.rows ?? []);
    setChosen(first === null ? '' : valueOf(first, 0));
  }

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
      setOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  const close = (): void => {
    setOpen(false);
    input.current?.blur();
  };
  const choose = (row: FindRow): void => {
    const from =
      place.view === 'types' && place.snapshot === snapshot.slug ? place : typesPlace(snapshot.slug);
    goTo({
      ...from,
      type: row.type,
      object: row.id,
      instances: row.type === from.type ? from.instances : typesPlace(snapshot.slug).instances,
    });
    close();
  };
  // Enter before the answer is there: its first row is opened as soon as it comes.
  const isAnswered = query.status === 'ready' && asked === text.trim();
  const [isHurried, setHurried] = useState(false);
  const opened = useEffectEvent(() => {
    setHurried(false);
    const first = firstShown(query.data?.rows ?? []);
    if (first !== null) choose(first);
  });
  useEffect(() => {
    if (isHurried && isAnswered) opened();
  }, [isHurried, isAnswered]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (event.key === 'Enter' && !isAnswered && text.trim() !== '') {
      event.preventDefault();
      setHurried(true);
    }
  };
  return (
    <Command
      className="find"
      label={LABEL}
      shouldFilter={false}
      value={chosen}
      onValueChange={setChosen}
      loop
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <span className="find-box">
        <Search size={14} aria-hidden />
        <Command.Input
          ref={input}
          aria-label={LABEL}
          placeholder={LABEL}
          spellCheck={false}
          value={text}
          onValueChange={(value) => {
            setText(value);
            setHurried(false);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
        />
        <kbd>Ctrl K</kbd>
      </span>
      <Command.List className={open && text.trim() !== '' ? 'find-list' : 'find-list closed'} label="Found">
        {open && text.trim() !== '' ? <Found query={query} text={asked} onChoose={choose} /> : null}
      </Command.List>
    </Command>
  );
}

/** The row on top of the list: types stand before objects. */
function firstShown(rows: readonly FindRow[]): FindRow | null {
  return rows.find(({ kind }) => kind === 'type') ?? rows.at(0) ?? null;
}

/** What tells a found row from the others of the list. */
function valueOf({ kind }: FindRow, index: number): string {
  return `${kind} ${String(index)}`;
}

function Found({
  query,
  text,
  onChoose,
}: {
  readonly query: Query<{ readonly rows: readonly FindRow[] }>;
  readonly text: string;
  readonly onChoose: (row: FindRow) => void;
}): ReactNode {
  if (query.status === 'failed') return <p className="find-note">{query.error?.message}</p>;
  const rows = query.data?.rows ?? [];
  if (rows.length === 0) {
    return (
      <p className="find-note">
        {query.status === 'ready' ? `Nothing is called or contains “${text}”` : 'Looking…'}
      </p>
    );
  }
  return (['type', 'object'] as const).map((kind) => {
    const group = rows.filter((row) => row.kind === kind);
    if (group.length === 0) return null;
    return (
      <Command.Group key={kind} heading={kind === 'type' ? 'Types' : 'Objects'}>
        {group.map((row, index) => (
          <Command.Item
            key={`${String(index)} ${row.id ?? row.type}`}
            value={valueOf(row, index)}
            className="find-item"
            onSelect={() => onChoose(row)}
          >
            <TypeName type={row.type} max={80} />
            {row.id === null ? (
              <small>{formatCount(row.count)}</small>
            ) : (
              <>
                <CodeText text={row.preview} max={60} tone="soft" />
                <code className="code soft">{row.id}</code>
              </>
            )}
          </Command.Item>
        ))}
      </Command.Group>
    );
  });
}
