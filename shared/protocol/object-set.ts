import type { AdviceKind } from './advice-kinds.ts';
import type { ObjectId } from './rows.ts';

/** The name of an open snapshot in its engine. */
export type SnapshotId = string;

/** What objects can be grouped by; see docs/sets.md. */
export const GROUP_KEYS = [
  'type',
  'owner',
  'referrers',
  'via',
  'size',
  'id',
  'module',
  'package',
  'allocation',
  'thread',
  'keeper',
  'value',
  'path',
] as const;
export type GroupKey = (typeof GROUP_KEYS)[number];

/** Ways of grouping whose groups mean the same in other snapshots of a program. */
export const COMPARED_KEYS = [
  'type',
  'owner',
  'keeper',
  'path',
  'referrers',
  'via',
  'module',
  'package',
  'allocation',
  'thread',
  'size',
] as const satisfies readonly GroupKey[];

/**
 * A set of objects as an expression that says how to find it, so that a window can name, keep and combine sets while
 * the engine keeps nothing but recent answers. JSON.
 */
export type ObjectSet =
  /** Every object. */
  | { readonly kind: 'all' }
  /** Instances of exactly this type. */
  | { readonly kind: 'type'; readonly type: string }
  /** These objects; ids that the snapshot does not have are left out and counted. */
  | { readonly kind: 'ids'; readonly ids: readonly ObjectId[] }
  /** What no root reaches. */
  | { readonly kind: 'unreachable' }
  /** Of a set: objects with the text in their id or preview, in either case. */
  | { readonly kind: 'text'; readonly set: ObjectSet; readonly text: string }
  /** Of a set: objects for which the query holds (object-query.ts). */
  | { readonly kind: 'where'; readonly set: ObjectSet; readonly query: string }
  | { readonly kind: 'and' | 'or' | 'minus'; readonly left: ObjectSet; readonly right: ObjectSet }
  /** What would go if the whole set went, the set included. */
  | { readonly kind: 'retained'; readonly of: ObjectSet }
  /** Objects that keep some object of the set alive, or are kept by one: one retaining reference away. */
  | { readonly kind: 'referrers' | 'referents'; readonly of: ObjectSet }
  /** An object and all that it holds alone. */
  | { readonly kind: 'dominated-by'; readonly id: ObjectId }
  /** What one row of the advice is about: its kind and type; see docs/advice.md. */
  | { readonly kind: 'advised'; readonly advice: AdviceKind; readonly type: string | null }
  /** Objects that another open snapshot of the process, taken before, does not have; and those that it has. */
  | { readonly kind: 'new-since' | 'survived'; readonly before: SnapshotId }
  /** Objects that another open snapshot of the process, taken after, no longer has. */
  | { readonly kind: 'freed-by'; readonly after: SnapshotId }
  /** One row of a grouping. */
  | { readonly kind: 'group'; readonly of: ObjectSet; readonly by: GroupKey; readonly key: string };

/** Greatest number of ids in one expression. */
export const MAX_SET_IDS = 1000;
/** Greatest depth of an expression, and the greatest number of expressions inside one. */
export const MAX_SET_DEPTH = 24;
export const MAX_SET_PARTS = 100;
