import { dominatorsOfSet } from '../analysis/dominators-of-set.ts';
import { ownerKinds } from '../analysis/owner-kinds.ts';
import { NO_NODE } from '../graph/heap-graph.ts';
import { setsOf } from './object-sets.ts';
import type { Query } from './query-context.ts';
import { textMatcher } from './text-matcher.ts';

/** What members of a set stand under that no single object holds. */
const NOTHING = '(no single object)';

/** Who holds the objects of a set alone, by kind. Costs what finding the set and dominatorsOfSet cost. */
export const immediateDominators: Query<'immediate-dominators'> = (context, { set, skip, offset, limit }) => {
  const { heap } = context;
  const kinds = ownerKinds(heap.graph);
  const matches = textMatcher(skip);
  const found = dominatorsOfSet(
    heap,
    setsOf(heap).find(set, context),
    kinds,
    (kind) => skip !== '' && matches(kinds.textOf(kind)),
    context,
  );
  const rows = found.slice(offset, offset + limit).map((row) => ({
    key: row.kind === null ? NOTHING : kinds.textOf(row.kind),
    greatest: row.greatest === NO_NODE ? null : heap.graph.idOf(row.greatest),
    holders: row.holders,
    holderBytes: row.holderBytes,
    count: row.count,
    bytes: row.bytes,
  }));
  return { total: found.length, offset, rows };
};
