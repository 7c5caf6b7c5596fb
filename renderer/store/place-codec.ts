/** What the places of all views have in common, and how a place becomes the text of an address and back. */

/** An open snapshot's name in addresses: its file name, made distinct. Survives a restart of the host, ids do not. */
export type Slug = string;

export const OBJECT_TABS = ['retainers', 'references', 'referrers', 'path'] as const;
export type ObjectTab = (typeof OBJECT_TABS)[number];

/** Where the user is in an open snapshot; each view adds its own. Any view can have an object open beside it. */
export interface PlaceInSnapshot {
  readonly view: string;
  readonly snapshot: Slug;
  /** The object that is open; null for none. */
  readonly object: string | null;
  readonly tab: ObjectTab;
}

/** The part of a place about the object, as it is first. */
export const NO_OBJECT = { object: null, tab: 'retainers' } as const;

export interface SortPlace<Key extends string> {
  readonly by: Key;
  readonly descending: boolean;
}

/** How a list is looked at. */
export interface ListPlace<Key extends string> {
  readonly sort: SortPlace<Key>;
  readonly filter: string;
}

/**
 * A view's places as the part of an address after the `?`. View, snapshot, object and tab are taken care of: the
 * names `object` and `tab` are taken.
 */
export interface PlaceCodec<P extends PlaceInSnapshot> {
  /** The view as it is first shown. */
  readonly first: (snapshot: Slug) => P;
  /** Writes what is not as first shown, so that links stay short; `read` reads it back. */
  readonly write: (place: P, query: URLSearchParams) => void;
  /** `usual` with what the query says; what it does not say or cannot be understood stays as usual. Never throws. */
  readonly read: (usual: P, query: URLSearchParams) => P;
  /** What makes a step of the history beside view, snapshot and object; sorting, filtering and tabs do not. */
  readonly step: (place: P) => readonly (string | null)[];
  /** The place when another snapshot that it names is closed; absent where a place names none. */
  readonly without?: (place: P, closed: Slug) => P;
}

/** `-by` for descending, `by` for ascending. */
export function writeSort(sort: SortPlace<string>): string {
  return (sort.descending ? '-' : '') + sort.by;
}

/** The sort that writeSort wrote; `otherwise` for null and for what is no key. */
export function readSort<Key extends string>(
  text: string | null,
  keys: readonly Key[],
  otherwise: SortPlace<Key>,
): SortPlace<Key> {
  if (text === null) return otherwise;
  const descending = text.startsWith('-');
  const by = keys.find((key) => key === (descending ? text.slice(1) : text));
  return by === undefined ? otherwise : { by, descending };
}

/** Sets the parameter unless its value is null or the usual one. */
export function setIf(
  query: URLSearchParams,
  name: string,
  value: string | null,
  usual: string | null,
): void {
  if (value !== null && value !== usual) query.set(name, value);
}

/** Writes a list under `sort` and `filter`, each with `prefix` before its name. */
export function writeList<Key extends string>(
  query: URLSearchParams,
  list: ListPlace<Key>,
  usual: ListPlace<Key>,
  prefix = '',
): void {
  setIf(query, `${prefix}sort`, writeSort(list.sort), writeSort(usual.sort));
  setIf(query, `${prefix}filter`, list.filter, '');
}

/** The list that writeList wrote. */
export function readList<Key extends string>(
  query: URLSearchParams,
  keys: readonly Key[],
  usual: ListPlace<Key>,
  prefix = '',
): ListPlace<Key> {
  return {
    sort: readSort(query.get(`${prefix}sort`), keys, usual.sort),
    filter: query.get(`${prefix}filter`) ?? '',
  };
}
