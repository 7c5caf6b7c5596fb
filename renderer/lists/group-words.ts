import type { GroupKey } from '../../shared/protocol/object-set.ts';

interface KeyWords {
  readonly name: string;
  /** What to group by when one of these groups is opened: something that still tells its objects apart. */
  readonly next: GroupKey;
}

/** What sets can be grouped by, as it is chosen. */
export const GROUP_WORDS: Readonly<Record<GroupKey, KeyWords>> = {
  type: { name: 'Type', next: 'referrers' },
  owner: { name: 'Type, dicts by owner', next: 'referrers' },
  referrers: { name: 'Kinds of referrers', next: 'via' },
  via: { name: 'How they are referred to', next: 'keeper' },
  keeper: { name: 'Root that keeps them', next: 'path' },
  thread: { name: 'Thread that keeps them', next: 'path' },
  path: { name: 'Pattern of the path', next: 'owner' },
  module: { name: 'Module of the type', next: 'owner' },
  package: { name: 'Package of the type', next: 'module' },
  value: { name: 'Equal values', next: 'referrers' },
  size: { name: 'Shallow size', next: 'owner' },
  allocation: { name: 'Line that allocated them', next: 'owner' },
  id: { name: 'Single objects', next: 'owner' },
};
