import type { EngineMethod } from './engine-api.ts';
import type { GroupKey, ObjectSet, SnapshotId } from './object-set.ts';

/** What a snapshot needs of another to compare itself with it. */
export type SnapshotPart =
  /** Counts and bytes by group. */
  | { readonly kind: 'totals'; readonly by: GroupKey }
  /** The ids of all objects. */
  | { readonly kind: 'identity' };

export interface NeededPart {
  readonly snapshot: SnapshotId;
  readonly part: SnapshotPart;
}

const IDENTITY: SnapshotPart = { kind: 'identity' };

/** Names a part. O(1). */
export function partKey(part: SnapshotPart): string {
  return part.kind === 'totals' ? `totals ${part.by}` : part.kind;
}

/** Parameters by which questions name other snapshots. */
interface NamingParams {
  readonly before?: SnapshotId;
  readonly other?: SnapshotId;
  readonly snapshots?: readonly SnapshotId[];
  readonly earlier?: readonly SnapshotId[];
  readonly by?: GroupKey;
  readonly identity?: boolean;
  readonly set?: ObjectSet;
}

/**
 * The parts of other snapshots that a question needs, so that who asks can bring them; the parameters have been
 * validated. O(parts of sets).
 */
export function partsNeeded(method: EngineMethod, params: object): readonly NeededPart[] {
  const { before, other, snapshots, earlier, by = 'type', identity, set }: NamingParams = params;
  const totals = { kind: 'totals', by } as const;
  const needed: NeededPart[] = [];
  const need = (snapshot: SnapshotId | undefined, part: SnapshotPart): void => {
    if (snapshot !== undefined) needed.push({ snapshot, part });
  };
  if (method === 'diff') need(before, totals);
  if (method === 'diff' && identity === true) need(before, IDENTITY);
  if (method === 'series') for (const each of snapshots ?? []) need(each, totals);
  if (method === 'identity') need(other, IDENTITY);
  if (method === 'held-by-old') need(before, IDENTITY);
  if (method === 'growing') for (const each of earlier ?? []) need(each, IDENTITY);
  if (set !== undefined) for (const each of snapshotsIn(set)) need(each, IDENTITY);
  return needed;
}

/** Snapshots that a set's expression compares with, each once. */
function snapshotsIn(set: ObjectSet): readonly SnapshotId[] {
  const found = new Set<SnapshotId>();
  const open: ObjectSet[] = [set];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if ('before' in each) found.add(each.before);
    if ('after' in each) found.add(each.after);
    if ('left' in each) open.push(each.left, each.right);
    if ('of' in each) open.push(each.of);
    if ('set' in each) open.push(each.set);
  }
  return [...found];
}
