import { NO_OBJECT, readList, setIf, writeList } from '../place-codec.ts';
import type { ListPlace, PlaceCodec, PlaceInSnapshot, Slug } from '../place-codec.ts';
import { INSTANCE_SORT_KEYS, USUAL_INSTANCES } from './instance-list.ts';
import type { InstanceList } from './instance-list.ts';

export const TYPE_SORT_KEYS = ['name', 'count', 'shallow', 'retained'] as const;
export type TypeList = ListPlace<(typeof TYPE_SORT_KEYS)[number]>;

export interface TypesPlace extends PlaceInSnapshot {
  readonly view: 'types';
  readonly types: TypeList;
  /** The type whose instances are listed. */
  readonly type: string | null;
  readonly instances: InstanceList;
}

/** The types of a snapshot as they are first shown: what keeps most memory alive on top. */
export function typesPlace(snapshot: Slug): TypesPlace {
  return {
    view: 'types',
    snapshot,
    types: { sort: { by: 'retained', descending: true }, filter: '' },
    type: null,
    instances: USUAL_INSTANCES,
    ...NO_OBJECT,
  };
}

export const TYPES_CODEC: PlaceCodec<TypesPlace> = {
  first: typesPlace,
  write: (place, query) => {
    const usual = typesPlace(place.snapshot);
    writeList(query, place.types, usual.types);
    setIf(query, 'type', place.type, null);
    writeList(query, place.instances, usual.instances, 'i');
  },
  read: (usual, query) => ({
    ...usual,
    types: readList(query, TYPE_SORT_KEYS, usual.types),
    type: query.get('type'),
    instances: readList(query, INSTANCE_SORT_KEYS, usual.instances, 'i'),
  }),
  step: (place) => [place.type],
};
