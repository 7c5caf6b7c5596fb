import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { FindRow } from '../../../shared/protocol/rows.ts';
import { useHost } from '../../data/host-context.tsx';
import { surroundingsOf } from '../../data/surroundings.ts';
import { useCommand } from '../../data/use-command.ts';
import type { Place } from '../../store/place.ts';
import { typesPlace } from '../../store/places/types.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { useFindAnswer } from './find-answer.ts';
import { FoundList } from './FoundList.tsx';

const LABEL = 'Find a type, id, text or name';

/** Where a found row leads, from a place: how lists are looked at stays where it makes sense. */
function placeOf(row: FindRow, place: Place, slug: string): Place {
  const usual = typesPlace(slug);
  const from = place.view === 'types' && place.snapshot === slug ? place : usual;
  const instances = row.type === from.type ? from.instances : usual.instances;
  return { ...from, type: row.type, object: row.id, instances };
}

/** The search of the header, also by Ctrl+K: types, ids, texts and names of this snapshot. */
export function FindBox({ snapshot }: { readonly snapshot: OpenSnapshot }): ReactNode {
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const goTo = useWindow((state) => state.goTo);
  const place = useWindow((state) => state.place);
  const close = (): void => {
    setOpen(false);
    input.current?.blur();
  };
  const openRow = (row: FindRow): void => {
    goTo(placeOf(row, place, snapshot.slug));
    close();
  };
  const answer = useFindAnswer(snapshot.id, text, open, openRow);
  const isListed = open && text.trim() !== '';
  const { isMac } = surroundingsOf(useHost());
  useCommand('find', () => {
    input.current?.focus();
    input.current?.select();
    setOpen(true);
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (event.key === 'Enter' && isListed && !answer.isReady) {
      event.preventDefault();
      answer.hurry(true);
    }
  };
  const onType = (value: string): void => {
    setText(value);
    setOpen(true);
    answer.hurry(false);
  };
  return (
    <Command
      className="find"
      label={LABEL}
      shouldFilter={false}
      value={answer.chosen}
      onValueChange={answer.choose}
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
          onValueChange={onType}
          onFocus={() => setOpen(true)}
        />
        <kbd>{isMac ? '⌘ K' : 'Ctrl K'}</kbd>
      </span>
      <Command.List className={isListed ? 'find-list' : 'find-list closed'} label="Found">
        {isListed ? <FoundList query={answer.query} text={answer.asked} onChoose={openRow} /> : null}
      </Command.List>
    </Command>
  );
}
