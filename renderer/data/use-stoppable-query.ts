import { useState } from 'react';
import type {
  EngineMethod,
  EngineParams,
  EngineResult,
  SnapshotId,
} from '../../shared/protocol/engine-api.ts';
import { useQuery } from './use-query.ts';
import type { Query } from './use-query.ts';

export interface StoppableQuery<Data> extends Query<Data> {
  readonly isStopped: boolean;
  /** Cancels the question; `retry` asks it again. */
  readonly stop: () => void;
}

/** useQuery for what may take long, so that the user can give it up. */
export function useStoppableQuery<M extends EngineMethod>(
  snapshot: SnapshotId,
  method: M,
  params: EngineParams<M>,
): StoppableQuery<EngineResult<M>> {
  const key = JSON.stringify([snapshot, method, params]);
  const [stopped, setStopped] = useState<string | null>(null);
  const isStopped = stopped === key;
  const query = useQuery(snapshot, method, isStopped ? null : params);
  return {
    ...query,
    isStopped,
    stop: () => setStopped(key),
    retry: () => {
      setStopped(null);
      query.retry();
    },
  };
}
