import type { OpenSnapshot } from '../../store/window-store.ts';

/** The two snapshots to compare: this one and its neighbour, the earlier one first where their times tell. O(open). */
export function comparison(
  snapshots: readonly OpenSnapshot[],
  current: OpenSnapshot,
): { readonly before: OpenSnapshot; readonly after: OpenSnapshot } {
  const at = snapshots.indexOf(current);
  const other = snapshots[at === 0 ? 1 : at - 1] ?? current;
  const pair = at === 0 ? [current, other] : [other, current];
  const [first, second] = pair as [OpenSnapshot, OpenSnapshot];
  const times = [first.info.process?.time, second.info.process?.time];
  const turned = times[0] != null && times[1] != null && times[0] > times[1];
  return turned ? { before: second, after: first } : { before: first, after: second };
}
