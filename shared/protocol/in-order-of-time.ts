import type { SnapshotInfo } from './rows.ts';

/** The snapshots in the order in which they were taken; as given where one does not say. O(snapshots · log). */
export function inOrderOfTime<T extends { readonly info: Pick<SnapshotInfo, 'process'> }>(
  snapshots: readonly T[],
): readonly T[] {
  if (snapshots.some((each) => takenAt(each.info) === null)) return snapshots;
  return [...snapshots].sort((a, b) => (takenAt(a.info) ?? 0) - (takenAt(b.info) ?? 0));
}

/** When the snapshot was taken, milliseconds since the epoch; null where it does not say. O(1). */
export function takenAt({ process }: Pick<SnapshotInfo, 'process'>): number | null {
  const time = Date.parse(process?.time ?? '');
  return Number.isNaN(time) ? null : time;
}
