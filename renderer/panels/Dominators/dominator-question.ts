import type { DominatorRow } from '../../../shared/protocol/rows.ts';
import type { TreeQuestion } from '../../data/use-tree.ts';

/** A row with the object that it stands under; null at the top. */
export interface HeldRow extends DominatorRow {
  readonly under: string | null;
}

const PAGE = 200;

/** How the dominator tree is asked, branch by branch: under an object its children, under a type its single objects. */
export const DOMINATOR_QUESTION: TreeQuestion<HeldRow, { readonly grouped: boolean }> = {
  keyOf: (row) => row.id ?? `× ${row.type}`,
  // Several in one row always open; their own children come below each.
  canOpen: (row) => row.id === null || row.dominated > 0,
  load: async (host, snapshot, { grouped }, { parents, offset, options }) => {
    const last = parents.at(-1);
    const isType = last !== undefined && last.id === null;
    const id = isType ? last.under : (last?.id ?? null);
    const params = { id, grouped: grouped && !isType, type: isType ? last.type : null, offset, limit: PAGE };
    const { rows, total } = await host.call(snapshot, 'dominator-tree', params, options);
    return { total, rows: rows.map((row) => ({ ...row, under: id })) };
  },
};
