import { takenAt } from '../../../shared/protocol/in-order-of-time.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';

/** Places along the time, 0…1: by the clock where each snapshot is taken later than the one before, else one step each. O(snapshots). */
export function timePlaces(snapshots: readonly OpenSnapshot[]): readonly number[] {
  const times = snapshots.map(({ info }) => takenAt(info) ?? Number.NaN);
  const from = times[0];
  const span = times[times.length - 1] - from;
  const isByClock = times.every((time, index) => index === 0 || time > times[index - 1]);
  if (isByClock && span > 0) return times.map((time) => (time - from) / span);
  return snapshots.map((_, index) => (snapshots.length === 1 ? 0 : index / (snapshots.length - 1)));
}

/** Processes that the snapshots are of, as far as they say. O(snapshots). */
export function processesOf(snapshots: readonly OpenSnapshot[]): number {
  return new Set(snapshots.map(({ info }) => info.process?.pid ?? null)).size;
}

/** Height of a value in a chart from zero up, 0…1. `values` may have gaps (null: not known). O(values). */
export function heights(values: readonly (number | null)[]): readonly (number | null)[] {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  return values.map((value) => (value === null ? null : value / most));
}

/** What a snapshot is called under a chart: its label, else the time of day, else its name. O(1). */
export function pointName({ info, name }: OpenSnapshot): string {
  const label = info.process?.label ?? '';
  if (label !== '') return label;
  return /T(\d\d:\d\d:\d\d)/.exec(info.process?.time ?? '')?.[1] ?? name;
}
