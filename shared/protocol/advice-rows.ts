import type { AdviceKind } from './advice-kinds.ts';
import type { ObjectSet } from './object-set.ts';
import type { ObjectId } from './rows.ts';

/** One object that the advice concerns, and what its like would save. */
export interface AdviceExample {
  readonly id: ObjectId;
  readonly type: string;
  readonly preview: string;
  /** Objects like this one: copies of a value; 1 where each is different. */
  readonly count: number;
  readonly savedBytes: number;
}

/** One attribute of a class whose instances the advice concerns. */
export interface AdvisedAttribute {
  readonly name: string;
  /** Instances that have it. */
  readonly count: number;
  /** The value's preview where all instances have an equal one; null where it varies. */
  readonly constant: string | null;
}

/** One cure, and how much memory it would give back. Cures of the same objects do not add up. */
export interface AdviceRow {
  readonly kind: AdviceKind;
  /** Of the objects concerned; null where they are of several. */
  readonly type: string | null;
  /** Objects concerned. */
  readonly count: number;
  /** Predicted bytes of RAM that the cure gives back. */
  readonly savedBytes: number;
  /** What to do. */
  readonly how: string;
  /** How the bytes were computed. */
  readonly computed: string;
  /** The objects concerned. */
  readonly set: ObjectSet;
  /** Those that save most first; a few. */
  readonly examples: readonly AdviceExample[];
  /** Of `slots` and `constant-attributes`; at most 40, those that most instances have first. */
  readonly attributes: readonly AdvisedAttribute[];
}

export interface AdviceAnswer {
  /** Greatest saving first. */
  readonly advice: readonly AdviceRow[];
  /** Cures that would save less than `leastBytes` each, which are left out. */
  readonly small: { readonly count: number; readonly savedBytes: number; readonly leastBytes: number };
  /** Kinds that need what this snapshot does not have, with the reason; one sentence each. */
  readonly notes: readonly string[];
}
