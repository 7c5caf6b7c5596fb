import { COMPARED_KEYS } from '../../../shared/protocol/object-set.ts';
import { NO_OBJECT, readList, readSort, setIf, writeList, writeSort } from '../place-codec.ts';
import type { ListPlace, PlaceCodec, PlaceInSnapshot, Slug, SortPlace } from '../place-codec.ts';
import { INSTANCE_SORT_KEYS, USUAL_INSTANCES } from './instance-list.ts';
import type { InstanceList } from './instance-list.ts';

export const GROWTH_PARTS = ['changes', 'held', 'objects', 'time'] as const;
export type GrowthPart = (typeof GROWTH_PARTS)[number];

export const GROWTH_SORT_KEYS = ['name', 'before', 'after', 'count', 'shallow', 'retained'] as const;
export type GrowthList = ListPlace<(typeof GROWTH_SORT_KEYS)[number]>;

export const SERIES_SORT_KEYS = ['name', 'count', 'shallow', 'retained'] as const;
export type SeriesSort = SortPlace<(typeof SERIES_SORT_KEYS)[number]>;

/** What two snapshots of one process can be compared by. */
export type ComparedKey = (typeof COMPARED_KEYS)[number];

/** What became of objects between two snapshots. */
export const FATES = ['new', 'freed', 'survived'] as const;
export type Fate = (typeof FATES)[number];

export interface GrowthPlace extends PlaceInSnapshot {
  readonly view: 'growth';
  /** The snapshot compared with; null: none chosen yet. */
  readonly before: Slug | null;
  readonly part: GrowthPart;
  readonly by: ComparedKey;
  readonly list: GrowthList;
  readonly fate: Fate;
  readonly objects: InstanceList;
  /** Whether holders that have not grown are listed too. */
  readonly allHolders: boolean;
  readonly series: SeriesSort;
  /** Only what never fell. */
  readonly steady: boolean;
  /** The type, or other group, whose line is drawn; null for none. */
  readonly drawn: string | null;
}

const USUAL_LIST: GrowthList = { sort: { by: 'count', descending: true }, filter: '' };
const USUAL_SERIES: SeriesSort = { by: 'shallow', descending: true };

/** What changed from one snapshot to another: the types that grew most on top. */
export function growthPlace(snapshot: Slug, before: Slug | null): GrowthPlace {
  return {
    ...{ view: 'growth', snapshot, before, part: 'changes', by: 'type', list: USUAL_LIST },
    ...{ fate: 'new', objects: USUAL_INSTANCES, allHolders: false },
    ...{ series: USUAL_SERIES, steady: false, drawn: null, ...NO_OBJECT },
  };
}

export const GROWTH_CODEC: PlaceCodec<GrowthPlace> = {
  first: (snapshot) => growthPlace(snapshot, null),
  write: (place, query) => {
    setIf(query, 'before', place.before, null);
    setIf(query, 'part', place.part, 'changes');
    setIf(query, 'by', place.by, 'type');
    writeList(query, place.list, USUAL_LIST);
    setIf(query, 'fate', place.fate, 'new');
    writeList(query, place.objects, USUAL_INSTANCES, 'o');
    setIf(query, 'holders', place.allHolders ? 'all' : null, null);
    setIf(query, 'ssort', writeSort(place.series), writeSort(USUAL_SERIES));
    setIf(query, 'steady', place.steady ? 'yes' : null, null);
    setIf(query, 'drawn', place.drawn, null);
  },
  read: (usual, query) => ({
    ...usual,
    before: query.get('before'),
    part: GROWTH_PARTS.find((part) => part === query.get('part')) ?? usual.part,
    by: COMPARED_KEYS.find((by) => by === query.get('by')) ?? usual.by,
    list: readList(query, GROWTH_SORT_KEYS, USUAL_LIST),
    fate: FATES.find((fate) => fate === query.get('fate')) ?? usual.fate,
    objects: readList(query, INSTANCE_SORT_KEYS, USUAL_INSTANCES, 'o'),
    allHolders: query.get('holders') === 'all',
    series: readSort(query.get('ssort'), SERIES_SORT_KEYS, USUAL_SERIES),
    steady: query.get('steady') === 'yes',
    drawn: query.get('drawn'),
  }),
  step: (place) => [place.before, place.part],
  without: (place, closed) => (place.before === closed ? { ...place, before: null } : place),
};
