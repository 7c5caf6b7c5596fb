import type { ObjectId, Page, PathStep } from './rows.ts';

/** How much of a snapshot is in another one of the same process. All sizes are bytes. */
export interface IdentityAnswer {
  /** Why objects of the two cannot be told to be the same; null when they can. */
  readonly reason: string | null;
  /** What a reader must know to trust it; null for nothing. */
  readonly note: string | null;
  /** Objects that only the snapshot asked has: new ones, or asked of the earlier one those freed since. */
  readonly here: ObjectSum;
  /** Those of them that no root reaches. */
  readonly hereUnreachable: ObjectSum;
  /** Objects that both have, as they are in the snapshot asked. */
  readonly both: ObjectSum;
}

export interface ObjectSum {
  readonly count: number;
  readonly shallowBytes: number;
}

/** New objects of one type that hang on an old one. */
export interface HeldByOldRow {
  /**
   * The nearest old object on their shortest path, attribute dicts left out; null where they are roots themselves.
   * Without an id it stands for several of a type, with few new objects each.
   */
  readonly holder: { readonly id: ObjectId | null; readonly type: string; readonly preview: string } | null;
  /** Objects that it stands for. */
  readonly holders: number;
  /** How the holder refers to them; `…` for in several ways. */
  readonly label: string;
  /** Of the new objects that the holder refers to. */
  readonly type: string;
  /** One of them, to look at. */
  readonly example: ObjectId;
  readonly count: number;
  /** New objects there or behind on the shortest paths, and their own bytes: each new object is in exactly one row. */
  readonly objects: number;
  readonly bytes: number;
  /** len() of the holder in both snapshots where it has one. */
  readonly lengthBefore: number | null;
  readonly lengthAfter: number | null;
  /** From a root to the holder; of a long path the middle is left out. */
  readonly path: readonly PathStep[];
  /** The same in words, up to the new objects. */
  readonly words: string;
}

export interface HeldByOldPage extends Page<HeldByOldRow> {
  /** Of all new objects that a root reaches. */
  readonly totals: ObjectSum;
}

export type SeriesSortKey = 'name' | 'count' | 'shallow' | 'retained';

/** One type, or other group, over several snapshots: a value for each. */
export interface SeriesRow {
  readonly key: string;
  readonly count: readonly number[];
  readonly shallowBytes: readonly number[];
  readonly retainedBytes: readonly number[];
  /** Neither count nor bytes ever fell from one snapshot to the next, and one of them grew. */
  readonly steady: boolean;
}

/** Sorted by name, or by how much the last value is above the first. */
export interface SeriesPage extends Page<SeriesRow> {
  readonly note: string | null;
}
