import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { EngineApi, EngineMethod, EngineParams, SnapshotId } from '../../shared/protocol/engine-api.ts';
import type { Page } from '../../shared/protocol/rows.ts';
import { useHost } from './host-context.tsx';
import { queryKey } from './result-cache.ts';
import { RowPages } from './row-pages.ts';
import type { RowsState } from './row-pages.ts';

/** Engine methods that answer in pages. */
export type PagedMethod = {
  [M in EngineMethod]: EngineApi[M]['result'] extends Page<unknown> ? M : never;
}[EngineMethod];
type RowOf<M extends PagedMethod> = EngineApi[M]['result']['rows'][number];
export type Question<M extends PagedMethod> = Omit<EngineParams<M>, 'offset' | 'limit'>;

export interface Rows<Row, P> extends RowsState<P> {
  /** Changes when the question does: the place to scroll back to the top. */
  readonly key: string;
  readonly rowAt: (index: number) => Row | undefined;
  readonly need: (from: number, to: number) => void;
  readonly reload: () => void;
  /** Gives up what is under way: the status is `failed` then, the error `cancelled`. */
  readonly cancel: () => void;
}

/**
 * The rows of a paged engine method, fetched as they come into sight. A new question cancels what the one before had
 * under way; its rows stay, with status `loading`, until the new ones are here, as long as `subject` is the same:
 * sorting must not flash, but rows of another type must not be taken for this one's.
 */
export function useRows<M extends PagedMethod>(
  snapshot: SnapshotId,
  method: M,
  question: Question<M>,
  subject: string,
): Rows<RowOf<M>, EngineApi[M]['result']> {
  const host = useHost();
  const key = queryKey(snapshot, method, question);
  const pages = useMemo(() => {
    const [asked, askedMethod, fixed] = JSON.parse(key) as [SnapshotId, M, Question<M>];
    return new RowPages<RowOf<M>, EngineApi[M]['result']>((offset, limit, signal, onProgress) =>
      host.call(asked, askedMethod, { ...fixed, offset, limit } as EngineParams<M>, { signal, onProgress }),
    );
  }, [host, key]);

  useEffect(() => {
    pages.start();
    return () => pages.stop();
  }, [pages]);

  const state = useSyncExternalStore(pages.subscribe, pages.snapshot);
  const current = useMemo(
    () => ({
      ...state,
      key,
      rowAt: (index: number) => pages.rowAt(index),
      need: (from: number, to: number) => pages.need(from, to),
      reload: () => pages.reload(),
      cancel: () => pages.cancel(),
    }),
    [state, key, pages],
  );
  const [settled, setSettled] = useState({ subject, rows: current });
  if (current.status !== 'loading' && settled.rows !== current) setSettled({ subject, rows: current });
  const isWaiting = current.status === 'loading' && settled.subject === subject && settled.rows.page !== null;
  return isWaiting ? { ...settled.rows, status: 'loading' } : current;
}
