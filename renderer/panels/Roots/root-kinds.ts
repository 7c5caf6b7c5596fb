import type { GroupRow } from '../../../shared/protocol/rows.ts';

/** A kind of root, or one root of it, with what is nearest to it. */
export interface RootRow {
  readonly kind: string;
  /** The root's name; null for the whole kind. */
  readonly name: string | null;
  /** The group of objects that it keeps, as the grouping `keeper` names it; null for the whole kind. */
  readonly key: string | null;
  /** How many roots these are. */
  readonly roots: number;
  readonly count: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
}

const UNREACHABLE = '(unreachable)';

/** `module app.store` as kind and name; a kind has no space in it. */
function split(key: string): readonly [kind: string, name: string] {
  if (key === UNREACHABLE) return ['unreachable', ''];
  const at = key.indexOf(' ');
  return at < 0 ? [key, ''] : [key.slice(0, at), key.slice(at + 1)];
}

/**
 * The groups by keeper as roots by kind: kinds with the bytes that are nearest to their roots, greatest first, and the
 * roots of each. O(groups · log groups).
 */
export function rootsByKind(groups: readonly GroupRow[]): ReadonlyMap<string, readonly RootRow[]> {
  const byKind = new Map<string, RootRow[]>();
  for (const { key, count, shallowBytes, retainedBytes } of groups) {
    const [kind, name] = split(key);
    const rows = byKind.get(kind) ?? [];
    byKind.set(kind, rows);
    rows.push({ kind, name, key, roots: 1, count, shallowBytes, retainedBytes });
  }
  for (const rows of byKind.values()) rows.sort((a, b) => b.shallowBytes - a.shallowBytes);
  return byKind;
}

/** One row a kind, greatest first. O(rows). */
export function kindRows(byKind: ReadonlyMap<string, readonly RootRow[]>): readonly RootRow[] {
  const sum = (rows: readonly RootRow[], of: (row: RootRow) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  return [...byKind]
    .map(([kind, rows]) => ({
      ...{ kind, name: null, key: null, roots: rows.length },
      count: sum(rows, (row) => row.count),
      shallowBytes: sum(rows, (row) => row.shallowBytes),
      retainedBytes: sum(rows, (row) => row.retainedBytes),
    }))
    .sort((a, b) => b.shallowBytes - a.shallowBytes);
}
