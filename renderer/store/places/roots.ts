import { NO_OBJECT, readList, setIf, writeList } from '../place-codec.ts';
import type { PlaceCodec, PlaceInSnapshot, Slug } from '../place-codec.ts';
import { INSTANCE_SORT_KEYS, USUAL_INSTANCES } from './instance-list.ts';
import type { InstanceList } from './instance-list.ts';

export const ROOT_PARTS = ['kinds', 'objects', 'threads', 'unreachable'] as const;
export type RootPart = (typeof ROOT_PARTS)[number];

export interface RootsPlace extends PlaceInSnapshot {
  readonly view: 'roots';
  readonly part: RootPart;
  /** How root objects and unreachable objects are listed. */
  readonly objects: InstanceList;
}

/** What is alive by itself, by kind. */
export function rootsPlace(snapshot: Slug): RootsPlace {
  return { view: 'roots', snapshot, part: 'kinds', objects: USUAL_INSTANCES, ...NO_OBJECT };
}

export const ROOTS_CODEC: PlaceCodec<RootsPlace> = {
  first: rootsPlace,
  write: (place, query) => {
    setIf(query, 'part', place.part, 'kinds');
    writeList(query, place.objects, USUAL_INSTANCES);
  },
  read: (usual, query) => ({
    ...usual,
    part: ROOT_PARTS.find((part) => part === query.get('part')) ?? usual.part,
    objects: readList(query, INSTANCE_SORT_KEYS, USUAL_INSTANCES),
  }),
  step: (place) => [place.part],
};
