import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { toHeapError } from '../../../shared/base/errors.ts';
import type { SnapshotId } from '../../../shared/protocol/engine-api.ts';
import type { GraphDirection, ObjectGraph, ObjectId } from '../../../shared/protocol/rows.ts';
import { useHost } from '../../data/host-context.tsx';
import { useQuery } from '../../data/use-query.ts';
import type { Query } from '../../data/use-query.ts';
import {
  actionFor,
  addAnswer,
  collapse,
  isFull,
  moreQuestion,
  reopen,
  startModel,
  stubQuestion,
  visibleGraph,
} from '../../graph/graph-model.ts';
import type { GraphModel, GraphQuestion, NodeAction } from '../../graph/graph-model.ts';

export interface GraphChoice {
  readonly direction: GraphDirection;
  readonly depth: number;
  readonly width: number;
}

/** A graph as the user has grown it. */
interface Grown {
  /** The answer it has grown from. */
  readonly base: ObjectGraph;
  readonly model: GraphModel;
  /** The node that was opened or closed last. */
  readonly fixedKey: ObjectId | null;
}

export interface RetainersGraph {
  readonly query: Query<ObjectGraph>;
  /** What is to be shown; null before the first answer. */
  readonly graph: ObjectGraph | null;
  readonly fixedKey: ObjectId | null;
  /** Whether more is on its way. */
  readonly busy: boolean;
  /** Why something could not be shown; null when nothing is wrong. */
  readonly problem: string | null;
  readonly actionOf: (id: ObjectId) => NodeAction;
  readonly activate: (id: ObjectId) => void;
  readonly openStub: (of: ObjectId, type: string) => void;
  readonly close: (id: ObjectId) => void;
  readonly report: (problem: string | null) => void;
}

const FULL = 'The graph shows as many objects as it can. Hide some of them first.';

/**
 * The graph around an object: the engine's first answer, then what clicks add and put away. Questions under way are
 * cancelled when another graph comes.
 */
export function useRetainersGraph(snapshot: SnapshotId, id: ObjectId, choice: GraphChoice): RetainersGraph {
  const host = useHost();
  const query = useQuery(snapshot, 'graph', { id, ...choice, onlyType: null, skip: 0 });
  const base = query.data;
  const first = useMemo(() => (base === null ? null : startModel(base)), [base]);
  const [grown, setGrown] = useState<Grown | null>(null);
  const [waiting, setWaiting] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const control = useRef(new AbortController());

  useEffect(() => {
    const mine = new AbortController();
    control.current = mine;
    setProblem(null);
    return () => mine.abort();
  }, [snapshot, base]);

  const current = grown?.base === base ? grown : null;
  const model = current?.model ?? first;
  const graph = useMemo(() => (model === null ? null : visibleGraph(model)), [model]);

  const change = useCallback(
    (fixedKey: ObjectId, next: (model: GraphModel) => GraphModel) => {
      if (base === null) return;
      setGrown((now) => ({
        base,
        fixedKey,
        model: next(now?.base === base ? now.model : startModel(base)),
      }));
    },
    [base],
  );
  const ask = (question: GraphQuestion): void => {
    if (graph !== null && isFull(graph)) {
      setProblem(FULL);
      return;
    }
    const { signal } = control.current;
    setWaiting((count) => count + 1);
    host
      .call(snapshot, 'graph', question, { signal })
      .then(
        (answer) => {
          if (!signal.aborted) change(question.id, (now) => addAnswer(now, question, answer));
        },
        (error: unknown) => {
          if (!signal.aborted) setProblem(toHeapError(error).message);
        },
      )
      .finally(() => setWaiting((count) => count - 1));
  };
  const actionOf = (of: ObjectId): NodeAction => (model === null ? 'none' : actionFor(model, of));
  const activate = (of: ObjectId): void => {
    const action = actionOf(of);
    setProblem(null);
    if (action === 'load' && model !== null) ask(moreQuestion(model, of));
    else if (action === 'open') change(of, (now) => reopen(now, of));
    else if (action === 'collapse') change(of, (now) => collapse(now, of));
  };
  return {
    query,
    graph,
    fixedKey: current?.fixedKey ?? null,
    busy: waiting > 0 || query.status === 'loading',
    problem,
    actionOf,
    activate,
    openStub: (of, type) => {
      if (model !== null) ask(stubQuestion(model, of, type));
    },
    close: (of) => {
      if (actionOf(of) !== 'open') change(of, (now) => collapse(now, of));
    },
    report: setProblem,
  };
}
