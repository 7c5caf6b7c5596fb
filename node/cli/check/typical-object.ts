import type { GroupSortKey } from '../../../shared/protocol/engine-api.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import type { ObjectId, PathStep } from '../../../shared/protocol/rows.ts';
import type { OpenHeap } from '../heaps.ts';

/** One object that stands for many: of those with the most frequent kind of path the one that retains most. */
export interface TypicalObject {
  readonly id: ObjectId;
  readonly type: string;
  /** How many are held in the same way. */
  readonly alike: number;
  /** Its shortest path as a sentence; null where no root reaches it. */
  readonly words: string | null;
  readonly path: readonly PathStep[];
}

/**
 * The typical object of a set; null for an empty one. `by` says what most is: objects or bytes. Costs a grouping by
 * path.
 */
export async function typicalObject(
  heap: OpenHeap,
  set: ObjectSet,
  by: GroupSortKey,
): Promise<TypicalObject | null> {
  const first = { offset: 0, limit: 1 };
  const groups = await heap.call('group', { ...first, set, by: 'path', sort: { by, descending: true } });
  const group = groups.rows.at(0);
  if (group === undefined) return null;
  const alike: ObjectSet = { kind: 'group', of: set, by: 'path', key: group.key };
  const sort = { by: 'retained', descending: true } as const;
  const row = (await heap.call('set-objects', { ...first, set: alike, sort })).rows.at(0);
  if (row === undefined) return null;
  const { paths } = await heap.call('paths', {
    id: row.id,
    count: 1,
    to: null,
    avoid: [],
    avoidReferences: [],
  });
  const found = paths.at(0);
  return {
    id: row.id,
    type: row.type,
    alike: group.count,
    words: found?.words ?? null,
    path: found?.path ?? [],
  };
}
