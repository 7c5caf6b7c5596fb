import { useEffect, useEffectEvent, useState } from 'react';
import type { FindRow } from '../../../shared/protocol/rows.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import type { Query } from '../../data/use-query.ts';

const LIMIT = 40;
const REST_MS = 120;

/** The row on top of the list: types stand before objects. */
function firstShown(rows: readonly FindRow[]): FindRow | null {
  return rows.find(({ kind }) => kind === 'type') ?? rows.at(0) ?? null;
}

/** What tells a found row from the others of the list. */
export function valueOf({ kind }: FindRow, index: number): string {
  return `${kind} ${String(index)}`;
}

export interface FindAnswer {
  /** The text that was asked for. */
  readonly asked: string;
  readonly query: Query<{ readonly rows: readonly FindRow[] }>;
  /** The list's chosen row, by valueOf: the first of each new answer. */
  readonly chosen: string;
  readonly choose: (value: string) => void;
  /** Whether the answer to what is typed now is there. */
  readonly isReady: boolean;
  /** Opens the first row as soon as the answer comes; false takes that back. */
  readonly hurry: (isHurried: boolean) => void;
}

/** Asks what is called or contains `text`, once typing rests. `onOpen` is called for a hurried answer. */
export function useFindAnswer(
  snapshot: string,
  text: string,
  isOpen: boolean,
  onOpen: (row: FindRow) => void,
): FindAnswer {
  const wanted = text.trim();
  const asked = useDebounced(wanted, REST_MS);
  const query = useQuery(snapshot, 'find', isOpen && asked !== '' ? { text: asked, limit: LIMIT } : null);
  const { data } = query;

  const [chosen, choose] = useState('');
  const [shown, setShown] = useState<typeof data>(null);
  if (shown !== data) {
    setShown(data);
    const first = firstShown(data?.rows ?? []);
    choose(first === null ? '' : valueOf(first, 0));
  }

  const isReady = query.status === 'ready' && asked === wanted;
  const [isHurried, hurry] = useState(false);
  const openFirst = useEffectEvent(() => {
    hurry(false);
    const first = firstShown(data?.rows ?? []);
    if (first !== null) onOpen(first);
  });
  useEffect(() => {
    if (isHurried && isReady) openFirst();
  }, [isHurried, isReady]);
  return { asked, query, chosen, choose, isReady, hurry };
}
