/** The types or other groups of one snapshot by name, so that they can cross threads for a comparison. */
export interface NamedTotals {
  readonly names: readonly string[];
  /** What a reader must know to trust the groups; null for nothing. */
  readonly note: string | null;
  /** Objects, by index of the name. */
  readonly count: Float64Array;
  readonly shallowBytes: Float64Array;
  readonly retainedBytes: Float64Array;
}

/** How a type or group changed: after less before. */
export interface Change {
  readonly name: string;
  readonly countBefore: number;
  readonly countAfter: number;
  readonly countDelta: number;
  readonly shallowDelta: number;
  readonly retainedDelta: number;
}

/**
 * Types whose count or shallow or retained bytes differ, most shallow bytes gained first, then count, then name. Types
 * are matched by name; a missing one has none. O(types · log types).
 */
export function diffTotals(before: NamedTotals, after: NamedTotals): Change[] {
  const indexBefore = new Map(before.names.map((name, index) => [name, index]));
  const changes = after.names.map((name, index) => change(name, before, indexBefore.get(name), after, index));
  const namesAfter = new Set(after.names);
  before.names.forEach((name, index) => {
    if (!namesAfter.has(name)) changes.push(change(name, before, index, after, undefined));
  });
  return changes
    .filter((row) => row.countDelta !== 0 || row.shallowDelta !== 0 || row.retainedDelta !== 0)
    .sort(
      (a, b) => b.shallowDelta - a.shallowDelta || b.countDelta - a.countDelta || (a.name < b.name ? -1 : 1),
    );
}

function change(
  name: string,
  before: NamedTotals,
  indexBefore: number | undefined,
  after: NamedTotals,
  indexAfter: number | undefined,
): Change {
  const at = (column: Float64Array, index: number | undefined): number =>
    index === undefined ? 0 : column[index];
  const countBefore = at(before.count, indexBefore);
  const countAfter = at(after.count, indexAfter);
  return {
    name,
    countBefore,
    countAfter,
    countDelta: countAfter - countBefore,
    shallowDelta: at(after.shallowBytes, indexAfter) - at(before.shallowBytes, indexBefore),
    retainedDelta: at(after.retainedBytes, indexAfter) - at(before.retainedBytes, indexBefore),
  };
}
