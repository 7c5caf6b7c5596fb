import { parseObjectSet } from '../../../shared/protocol/parse-object-set.ts';
import { GROUP_KEYS } from '../../../shared/protocol/object-set.ts';
import type { GroupKey, ObjectSet } from '../../../shared/protocol/object-set.ts';
import { NO_OBJECT, readList, readSort, setIf, writeList, writeSort } from '../place-codec.ts';
import type { PlaceCodec, PlaceInSnapshot, Slug, SortPlace } from '../place-codec.ts';
import { INSTANCE_SORT_KEYS, USUAL_INSTANCES } from './instance-list.ts';
import type { InstanceList } from './instance-list.ts';

export const SET_PARTS = ['objects', 'groups', 'holders', 'merged', 'pattern'] as const;
export type SetPart = (typeof SET_PARTS)[number];

export const GROUP_SORT_KEYS = ['key', 'count', 'shallow', 'retained'] as const;
export type GroupSort = SortPlace<(typeof GROUP_SORT_KEYS)[number]>;

export interface SetsPlace extends PlaceInSnapshot {
  readonly view: 'sets';
  /** The set that is looked at; null: none chosen yet. */
  readonly set: ObjectSet | null;
  readonly part: SetPart;
  readonly objects: InstanceList;
  readonly by: GroupKey;
  readonly groups: GroupSort;
  /** Kinds that are passed over when looking for who holds the set alone. */
  readonly skip: string;
}

const USUAL_GROUPS: GroupSort = { by: 'retained', descending: true };

/** A set of objects, to be asked everything. */
export function setsPlace(snapshot: Slug, set: ObjectSet | null): SetsPlace {
  return {
    ...{ view: 'sets', snapshot, set, part: 'objects', objects: USUAL_INSTANCES },
    ...{ by: 'type', groups: USUAL_GROUPS, skip: '', ...NO_OBJECT },
  };
}

export const SETS_CODEC: PlaceCodec<SetsPlace> = {
  first: (snapshot) => setsPlace(snapshot, null),
  write: (place, query) => {
    setIf(query, 'set', place.set === null ? null : JSON.stringify(place.set), null);
    setIf(query, 'part', place.part, 'objects');
    writeList(query, place.objects, USUAL_INSTANCES);
    setIf(query, 'by', place.by, 'type');
    setIf(query, 'gsort', writeSort(place.groups), writeSort(USUAL_GROUPS));
    setIf(query, 'skip', place.skip, '');
  },
  read: (usual, query) => ({
    ...usual,
    set: parseObjectSet(query.get('set') ?? ''),
    part: SET_PARTS.find((part) => part === query.get('part')) ?? usual.part,
    objects: readList(query, INSTANCE_SORT_KEYS, USUAL_INSTANCES),
    by: GROUP_KEYS.find((by) => by === query.get('by')) ?? usual.by,
    groups: readSort(query.get('gsort'), GROUP_SORT_KEYS, USUAL_GROUPS),
    skip: query.get('skip') ?? '',
  }),
  step: (place) => [JSON.stringify(place.set)],
};
