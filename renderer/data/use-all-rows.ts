import { useEffect, useState } from 'react';
import { toHeapError } from '../../shared/base/errors.ts';
import type { HeapError } from '../../shared/base/errors.ts';
import { MAX_PAGE } from '../../shared/protocol/engine-api.ts';
import type { EngineApi, EngineParams, SnapshotId } from '../../shared/protocol/engine-api.ts';
import type { CallOptions, HostApi } from '../../shared/protocol/host-api.ts';
import { useHost } from './host-context.tsx';
import { queryKey } from './result-cache.ts';
import type { PagedMethod, Question } from './use-rows.ts';
import type { QueryStatus } from './use-query.ts';

/** Greatest number of rows fetched in whole: tables by type, never by object. */
const MAX_ROWS = 50_000;

type RowOf<M extends PagedMethod> = EngineApi[M]['result']['rows'][number];

export interface AllRows<Row> {
  readonly status: QueryStatus;
  readonly rows: readonly Row[];
  readonly error: HeapError | null;
}

/** Every row of a paged method that has few, page after page; at most MAX_ROWS. Cancelled by the signal. */
export async function fetchAllRows<M extends PagedMethod>(
  host: HostApi,
  snapshot: SnapshotId,
  method: M,
  question: Question<M>,
  options: CallOptions,
): Promise<readonly RowOf<M>[]> {
  const rows: RowOf<M>[] = [];
  let total = 1;
  while (rows.length < Math.min(total, MAX_ROWS)) {
    const params = { ...question, offset: rows.length, limit: MAX_PAGE } as EngineParams<M>;
    const page: EngineApi[M]['result'] = await host.call(snapshot, method, params, options);
    total = page.total;
    if (page.rows.length === 0) break;
    rows.push(...page.rows);
  }
  return rows;
}

/** All rows of a question at once, for tables that are sorted in the window. `question` null asks nothing. */
export function useAllRows<M extends PagedMethod>(
  snapshot: SnapshotId,
  method: M,
  question: Question<M> | null,
): AllRows<RowOf<M>> {
  const host = useHost();
  const key = question === null ? '' : queryKey(snapshot, method, question);
  const [answer, setAnswer] = useState<AllRows<RowOf<M>> & { readonly key: string }>({
    key: '',
    status: 'idle',
    rows: [],
    error: null,
  });
  useEffect(() => {
    if (key === '') return undefined;
    const [asked, askedMethod, fixed] = JSON.parse(key) as [SnapshotId, M, Question<M>];
    const control = new AbortController();
    fetchAllRows(host, asked, askedMethod, fixed, { signal: control.signal }).then(
      (rows) => setAnswer({ key, status: 'ready', rows, error: null }),
      (error: unknown) => {
        if (!control.signal.aborted)
          setAnswer({ key, status: 'failed', rows: [], error: toHeapError(error) });
      },
    );
    return () => control.abort();
  }, [host, key]);
  if (key === '') return { status: 'idle', rows: [], error: null };
  return answer.key === key ? answer : { status: 'loading', rows: [], error: null };
}
