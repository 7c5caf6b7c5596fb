import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { SnapshotId } from '../../shared/protocol/engine-api.ts';
import type { CallOptions, HostApi } from '../../shared/protocol/host-api.ts';
import { useHost } from './host-context.tsx';
import { TreeBranches } from './tree-branches.ts';
import type { TreeSource, TreeState } from './tree-branches.ts';

/** What a tree asks: `question` is JSON, and a new text of it is a new tree. */
export interface TreeQuestion<Row, Question> extends Pick<TreeSource<Row>, 'keyOf' | 'canOpen'> {
  readonly load: (
    host: HostApi,
    snapshot: SnapshotId,
    question: Question,
    at: { readonly parents: readonly Row[]; readonly offset: number; readonly options: CallOptions },
  ) => ReturnType<TreeSource<Row>['load']>;
}

export interface Tree<Row> extends TreeState<Row> {
  /** Changes when the question does. */
  readonly key: string;
  readonly toggle: (key: string) => void;
  readonly more: (key: string) => void;
  readonly cancel: () => void;
  readonly reload: () => void;
}

/** A tree asked branch by branch as it is opened. `kind` says how; it must be the same object each time. */
export function useTree<Row, Question>(
  kind: TreeQuestion<Row, Question>,
  snapshot: SnapshotId,
  question: Question,
): Tree<Row> {
  const host = useHost();
  const key = JSON.stringify([snapshot, question]);
  const tree = useMemo(() => {
    const [asked, fixed] = JSON.parse(key) as [SnapshotId, Question];
    return new TreeBranches<Row>({
      keyOf: kind.keyOf,
      canOpen: kind.canOpen,
      load: (parents, offset, options) => kind.load(host, asked, fixed, { parents, offset, options }),
    });
  }, [host, kind, key]);
  useEffect(() => {
    tree.start();
    return () => tree.stop();
  }, [tree]);
  const state = useSyncExternalStore(tree.subscribe, tree.snapshot);
  return useMemo(
    () => ({
      ...state,
      key,
      toggle: (line) => tree.toggle(line),
      more: (line) => tree.more(line),
      cancel: () => tree.cancel(),
      reload: () => tree.reload(),
    }),
    [state, key, tree],
  );
}
