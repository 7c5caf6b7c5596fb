import { NO_OBJECT, readList, setIf, writeList } from '../place-codec.ts';
import type { ListPlace, PlaceCodec, PlaceInSnapshot, Slug } from '../place-codec.ts';

export const GROWTH_SORT_KEYS = ['name', 'before', 'after', 'count', 'shallow', 'retained'] as const;
export type GrowthList = ListPlace<(typeof GROWTH_SORT_KEYS)[number]>;

export interface GrowthPlace extends PlaceInSnapshot {
  readonly view: 'growth';
  /** The snapshot compared with; null: none chosen yet. */
  readonly before: Slug | null;
  readonly list: GrowthList;
}

const USUAL_LIST: GrowthList = { sort: { by: 'count', descending: true }, filter: '' };

/** What changed from one snapshot to another: the types that grew most on top. */
export function growthPlace(snapshot: Slug, before: Slug | null): GrowthPlace {
  return { view: 'growth', snapshot, before, list: USUAL_LIST, ...NO_OBJECT };
}

export const GROWTH_CODEC: PlaceCodec<GrowthPlace> = {
  first: (snapshot) => growthPlace(snapshot, null),
  write: (place, query) => {
    setIf(query, 'before', place.before, null);
    writeList(query, place.list, USUAL_LIST);
  },
  read: (usual, query) => ({
    ...usual,
    before: query.get('before'),
    list: readList(query, GROWTH_SORT_KEYS, USUAL_LIST),
  }),
  step: (place) => [place.before],
  without: (place, closed) => (place.before === closed ? { ...place, before: null } : place),
};
