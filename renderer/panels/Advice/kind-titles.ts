import type { AdviceKind } from '../../../shared/protocol/advice-kinds.ts';

/** What each kind of advice is called in lists. */
export const KIND_TITLES: Readonly<Record<AdviceKind, string>> = {
  slots: 'Slots',
  'constant-attributes': 'Constant attributes',
  'duplicate-strings': 'Duplicate strings',
  'duplicate-bytes': 'Duplicate bytes',
  'duplicate-tuples': 'Duplicate tuples',
  'duplicate-numbers': 'Duplicate numbers',
  'sparse-collections': 'Sparse collections',
  'empty-collections': 'Empty collections',
  'boxed-numbers': 'Boxed numbers',
};
