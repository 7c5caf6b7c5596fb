/** Where the user is: one value that the address (`#/…`) and the store share, so that back and forward just work. */

/** An open snapshot's name in addresses: its file name, made distinct. Survives a restart of the host, ids do not. */
export type Slug = string;

export const OBJECT_TABS = ['retainers', 'references', 'referrers', 'path'] as const;
export type ObjectTab = (typeof OBJECT_TABS)[number];

export const TYPE_SORT_KEYS = ['name', 'count', 'shallow', 'retained'] as const;
export const INSTANCE_SORT_KEYS = ['id', 'preview', 'shallow', 'retained'] as const;
export const GROWTH_SORT_KEYS = ['name', 'before', 'after', 'count', 'shallow', 'retained'] as const;

export interface SortPlace<Key extends string> {
  readonly by: Key;
  readonly descending: boolean;
}

/** How a list is looked at. */
export interface ListPlace<Key extends string> {
  readonly sort: SortPlace<Key>;
  readonly filter: string;
}

export type TypeList = ListPlace<(typeof TYPE_SORT_KEYS)[number]>;
export type InstanceList = ListPlace<(typeof INSTANCE_SORT_KEYS)[number]>;
export type GrowthList = ListPlace<(typeof GROWTH_SORT_KEYS)[number]>;

export interface WelcomePlace {
  readonly view: 'welcome';
}
export interface OverviewPlace {
  readonly view: 'overview';
  readonly snapshot: Slug;
}
export interface TypesPlace {
  readonly view: 'types';
  readonly snapshot: Slug;
  readonly types: TypeList;
  /** The type whose instances are listed. */
  readonly type: string | null;
  readonly instances: InstanceList;
  readonly object: string | null;
  readonly tab: ObjectTab;
}
export interface GrowthPlace {
  readonly view: 'growth';
  readonly snapshot: Slug;
  /** The snapshot compared with; null: none chosen yet. */
  readonly before: Slug | null;
  readonly list: GrowthList;
}
export type Place = WelcomePlace | OverviewPlace | TypesPlace | GrowthPlace;
export type View = Place['view'];

const RETAINED_FIRST = { by: 'retained', descending: true } as const;

export const WELCOME: WelcomePlace = { view: 'welcome' };

/** The types of a snapshot as they are first shown: what keeps most memory alive on top. */
export function typesPlace(snapshot: Slug): TypesPlace {
  return {
    view: 'types',
    snapshot,
    types: { sort: RETAINED_FIRST, filter: '' },
    type: null,
    instances: { sort: RETAINED_FIRST, filter: '' },
    object: null,
    tab: 'retainers',
  };
}

export function growthPlace(snapshot: Slug, before: Slug | null): GrowthPlace {
  return { view: 'growth', snapshot, before, list: { sort: { by: 'count', descending: true }, filter: '' } };
}

/** The open snapshot a place is about; null for the empty window. */
export function slugOf(place: Place): Slug | null {
  return place.view === 'welcome' ? null : place.snapshot;
}

function writeSort(sort: SortPlace<string>): string {
  return (sort.descending ? '-' : '') + sort.by;
}

function readSort<Key extends string>(
  text: string | null,
  keys: readonly Key[],
  otherwise: SortPlace<Key>,
): SortPlace<Key> {
  if (text === null) return otherwise;
  const descending = text.startsWith('-');
  const by = keys.find((key) => key === (descending ? text.slice(1) : text));
  return by === undefined ? otherwise : { by, descending };
}

function setIf(query: URLSearchParams, name: string, value: string | null, usual: string | null): void {
  if (value !== null && value !== usual) query.set(name, value);
}

function typesQuery(place: TypesPlace): URLSearchParams {
  const usual = typesPlace(place.snapshot);
  const query = new URLSearchParams();
  setIf(query, 'sort', writeSort(place.types.sort), writeSort(usual.types.sort));
  setIf(query, 'filter', place.types.filter, '');
  setIf(query, 'type', place.type, null);
  setIf(query, 'isort', writeSort(place.instances.sort), writeSort(usual.instances.sort));
  setIf(query, 'ifilter', place.instances.filter, '');
  setIf(query, 'object', place.object, null);
  setIf(query, 'tab', place.tab, usual.tab);
  return query;
}

function growthQuery(place: GrowthPlace): URLSearchParams {
  const query = new URLSearchParams();
  setIf(query, 'before', place.before, null);
  setIf(query, 'sort', writeSort(place.list.sort), '-count');
  setIf(query, 'filter', place.list.filter, '');
  return query;
}

/** The address of a place, `#/` and on: the usual is left out, so that links stay short. parsePlace reads it back. */
export function formatPlace(place: Place): string {
  if (place.view === 'welcome') return '#/';
  const head = `#/${encodeURIComponent(place.snapshot)}/${place.view}`;
  if (place.view === 'overview') return head;
  const query = place.view === 'types' ? typesQuery(place) : growthQuery(place);
  return query.size === 0 ? head : `${head}?${query.toString()}`;
}

/** The place of an address; what cannot be understood falls back to the nearest sensible place. Never throws. */
export function parsePlace(hash: string): Place {
  const [path, query] = splitOnce(hash.replace(/^#?\/?/, ''), '?');
  const [head, view] = path.split('/');
  const snapshot = decoded(head);
  if (snapshot === '') return WELCOME;
  const params = new URLSearchParams(query);
  switch (view) {
    case 'overview':
      return { view, snapshot };
    case 'growth':
      return parseGrowth(snapshot, params);
    default:
      return parseTypes(snapshot, params);
  }
}

function parseTypes(snapshot: Slug, params: URLSearchParams): TypesPlace {
  const usual = typesPlace(snapshot);
  return {
    ...usual,
    types: {
      sort: readSort(params.get('sort'), TYPE_SORT_KEYS, usual.types.sort),
      filter: params.get('filter') ?? '',
    },
    type: params.get('type'),
    instances: {
      sort: readSort(params.get('isort'), INSTANCE_SORT_KEYS, usual.instances.sort),
      filter: params.get('ifilter') ?? '',
    },
    object: params.get('object'),
    tab: OBJECT_TABS.find((tab) => tab === params.get('tab')) ?? usual.tab,
  };
}

function parseGrowth(snapshot: Slug, params: URLSearchParams): GrowthPlace {
  const usual = growthPlace(snapshot, params.get('before'));
  return {
    ...usual,
    list: {
      sort: readSort(params.get('sort'), GROWTH_SORT_KEYS, usual.list.sort),
      filter: params.get('filter') ?? '',
    },
  };
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoding: an address somebody typed.
    return text;
  }
}
