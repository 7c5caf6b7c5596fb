import { useCallback, useEffect, useState } from 'react';
import { toHeapError } from '../../shared/base/errors.ts';
import type { HeapError } from '../../shared/base/errors.ts';
import type { ProcessList } from '../../shared/protocol/capture-api.ts';
import { useHost } from './host-context.tsx';

interface Answer {
  /** Which asking it answers. */
  readonly round: number;
  readonly list: ProcessList | null;
  readonly error: HeapError | null;
}

export interface Processes {
  /** The last that came; null before the first, and after one that failed. */
  readonly list: ProcessList | null;
  readonly error: HeapError | null;
  readonly isLoading: boolean;
  readonly refresh: () => void;
}

/** The Python processes around the host, asked for at once and at each refresh. Given up on unmount. */
export function useProcesses(): Processes {
  const host = useHost();
  const [round, setRound] = useState(0);
  const [answer, setAnswer] = useState<Answer>({ round: -1, list: null, error: null });
  useEffect(() => {
    const control = new AbortController();
    host.processes({ signal: control.signal }).then(
      (list) => setAnswer({ round, list, error: null }),
      (error: unknown) => {
        if (!control.signal.aborted) setAnswer({ round, list: null, error: toHeapError(error) });
      },
    );
    return () => control.abort();
  }, [host, round]);
  const refresh = useCallback(() => setRound((before) => before + 1), []);
  return { list: answer.list, error: answer.error, isLoading: answer.round !== round, refresh };
}
