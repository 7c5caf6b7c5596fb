import type { GroupRow } from '../../../shared/protocol/rows.ts';
import { fetchAllRows } from '../../data/use-all-rows.ts';
import type { TreeQuestion } from '../../data/use-tree.ts';
import { kindRows, rootsByKind } from './root-kinds.ts';
import type { RootRow } from './root-kinds.ts';

/** Roots that come at once under their kind. */
const PAGE = 200;

/** How roots are asked: all groups by keeper once, put together by kind; they are as many as there are roots. */
export const ROOT_QUESTION: TreeQuestion<RootRow, Readonly<Record<string, never>>> = {
  keyOf: (row) => row.key ?? row.kind,
  canOpen: (row) => row.key === null && (row.roots > 1 || row.kind !== 'unreachable'),
  load: async (host, snapshot, _, { parents, offset, options }) => {
    const question = {
      set: { kind: 'all' },
      by: 'keeper',
      sort: { by: 'shallow', descending: true },
    } as const;
    const groups: readonly GroupRow[] = await fetchAllRows(host, snapshot, 'group', question, options);
    const byKind = rootsByKind(groups);
    const kind = parents.at(-1)?.kind;
    const rows = kind === undefined ? kindRows(byKind) : (byKind.get(kind) ?? []);
    return { rows: rows.slice(offset, offset + PAGE), total: rows.length };
  },
};
