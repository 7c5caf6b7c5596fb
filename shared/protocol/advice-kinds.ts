/** What can be advised, in no order. `docs/advice.md` says the rule of each. */
export const ADVICE_KINDS = [
  'slots',
  'constant-attributes',
  'duplicate-strings',
  'duplicate-bytes',
  'duplicate-tuples',
  'duplicate-numbers',
  'sparse-collections',
  'empty-collections',
  'boxed-numbers',
] as const;
export type AdviceKind = (typeof ADVICE_KINDS)[number];
