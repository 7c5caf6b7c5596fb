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
  const from = first.info.process?.time ?? '';
  const to = second.info.process?.time ?? '';
  const turned = to !== '' && from > to;
  return turned ? { before: second, after: first } : { before: first, after: second };
}
