import { diffTotals } from '../analysis/diff.ts';
import type { SnapshotId } from '../protocol/object-set.ts';
import { groupTotals } from './group-totals.ts';
import { setsOf } from './object-sets.ts';
import type { Query, QueryContext } from './query-context.ts';

/**
 * Types, or other groups, that changed since another snapshot, those that gained most bytes first. O(groups · log
 * groups) beside what groupTotals and, for how many survived, ObjectSets.recognisedIn cost.
 */
export const diff: Query<'diff'> = (context, { before, by = 'type', identity = false, offset, limit }) => {
  const there = context.totalsOf(before, by);
  const here = groupTotals(context.heap, by, context);
  const changes = diffTotals(there, here);
  const survivors = identity && by === 'type' ? survivedByType(before, context) : { count: null, note: null };
  const rows = changes.slice(offset, offset + limit).map(({ name, ...change }) => ({
    type: name,
    ...change,
    ...(identity ? { survived: survivors.count === null ? null : (survivors.count.get(name) ?? 0) } : {}),
  }));
  return { total: changes.length, offset, rows, note: here.note ?? there.note ?? survivors.note };
};

/** Objects of each type that another snapshot has too. */
function survivedByType(
  before: SnapshotId,
  context: QueryContext,
): { count: ReadonlyMap<string, number> | null; note: string | null } {
  const { graph } = context.heap;
  const { reason, note, survived } = setsOf(context.heap).recognisedIn(before, context);
  if (reason !== null) return { count: null, note: `Only counts are compared. ${reason}` };
  const countOf = new Uint32Array(graph.typeNames.length);
  for (const node of survived.nodes) countOf[graph.typeOf[node]]++;
  return { count: new Map(graph.typeNames.map((name, type) => [name, countOf[type]])), note };
}
