import { useCallback, useEffect, useState } from 'react';
import { toHeapError } from '../../shared/base/errors.ts';
import type { HeapError } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/progress.ts';
import type {
  EngineMethod,
  EngineParams,
  EngineResult,
  SnapshotId,
} from '../../shared/protocol/engine-api.ts';
import { useHost } from './host-context.tsx';
import { queryKey, resultCacheOf } from './result-cache.ts';

/** Where an answer stands. `idle`: nothing was asked. */
export type QueryStatus = 'idle' | 'loading' | 'ready' | 'failed';

export interface Query<Data> {
  /** What was asked, as text; '' when nothing was. Two queries with equal keys have equal answers. */
  readonly key: string;
  readonly status: QueryStatus;
  /** The answer; while a new one is on its way, the one before (see `stale`). */
  readonly data: Data | null;
  /** Whether `data` answers an earlier question than `key`. */
  readonly stale: boolean;
  readonly error: HeapError | null;
  readonly progress: Progress | null;
  /** Asks again, past the cache. */
  readonly retry: () => void;
}

interface Answer<Data> {
  readonly key: string;
  readonly data: Data | null;
  readonly error: HeapError | null;
}

/**
 * Asks an engine method and follows the answer. `params` null asks nothing. Asks again when the question's text
 * changes; the question before is cancelled then, and when the component goes. Answers are kept (a few hundred a
 * host), so that going back shows them at once.
 */
export function useQuery<M extends EngineMethod>(
  snapshot: SnapshotId,
  method: M,
  params: EngineParams<M> | null,
): Query<EngineResult<M>> {
  const host = useHost();
  const cache = resultCacheOf(host);
  const key = params === null ? '' : queryKey(snapshot, method, params);
  const [answer, setAnswer] = useState<Answer<EngineResult<M>>>({ key: '', data: null, error: null });
  const [progress, setProgress] = useState<Progress | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (key === '') return undefined;
    const [asked, askedMethod, askedParams] = JSON.parse(key) as [SnapshotId, M, EngineParams<M>];
    if (cache.get(key) !== undefined) return undefined;
    const control = new AbortController();
    const settle = (next: Omit<Answer<EngineResult<M>>, 'key'>): void => {
      if (control.signal.aborted) return;
      setProgress(null);
      setAnswer({ key, ...next });
    };
    host.call(asked, askedMethod, askedParams, { signal: control.signal, onProgress: setProgress }).then(
      (data) => {
        cache.set(key, data);
        settle({ data, error: null });
      },
      (error: unknown) => settle({ data: null, error: toHeapError(error) }),
    );
    return () => control.abort();
  }, [host, cache, key, attempt]);

  const retry = useCallback(() => {
    cache.delete(key);
    setAnswer({ key: '', data: null, error: null });
    setAttempt((count) => count + 1);
  }, [cache, key]);

  const kept = key === '' ? undefined : (cache.get(key) as EngineResult<M> | undefined);
  const settled = answer.key === key && key !== '';
  const error = settled && kept === undefined ? answer.error : null;
  const data = kept ?? (error === null && key !== '' ? answer.data : null);
  const status =
    key === '' ? 'idle' : error !== null ? 'failed' : kept !== undefined || settled ? 'ready' : 'loading';
  return { key, status, data, stale: status === 'loading' && data !== null, error, progress, retry };
}
