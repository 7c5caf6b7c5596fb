import { parseObjectSet } from '../../../shared/protocol/parse-object-set.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import { NO_OBJECT, readList, setIf, writeList } from '../place-codec.ts';
import type { PlaceCodec, PlaceInSnapshot, Slug } from '../place-codec.ts';
import { INSTANCE_SORT_KEYS, USUAL_INSTANCES } from './instance-list.ts';
import type { InstanceList } from './instance-list.ts';

export interface SetsPlace extends PlaceInSnapshot {
  readonly view: 'sets';
  /** The set that is looked at; null: none chosen yet. */
  readonly set: ObjectSet | null;
  readonly objects: InstanceList;
}

/** A set of objects, to be asked everything. */
export function setsPlace(snapshot: Slug, set: ObjectSet | null): SetsPlace {
  return { view: 'sets', snapshot, set, objects: USUAL_INSTANCES, ...NO_OBJECT };
}

export const SETS_CODEC: PlaceCodec<SetsPlace> = {
  first: (snapshot) => setsPlace(snapshot, null),
  write: (place, query) => {
    setIf(query, 'set', place.set === null ? null : JSON.stringify(place.set), null);
    writeList(query, place.objects, USUAL_INSTANCES);
  },
  read: (usual, query) => ({
    ...usual,
    set: parseObjectSet(query.get('set') ?? ''),
    objects: readList(query, INSTANCE_SORT_KEYS, USUAL_INSTANCES),
  }),
  step: (place) => [JSON.stringify(place.set)],
};
