/** Where the user is: one value that the address (`#/…`) and the store share, so that back and forward just work. */
import { OBJECT_TABS, setIf } from './place-codec.ts';
import type { PlaceCodec, PlaceInSnapshot, Slug } from './place-codec.ts';
import { ADVICE_CODEC } from './places/advice.ts';
import { DOMINATORS_CODEC } from './places/dominators.ts';
import { FINDINGS_CODEC } from './places/findings.ts';
import { GROWTH_CODEC } from './places/growth.ts';
import { OVERVIEW_CODEC } from './places/overview.ts';
import { ROOTS_CODEC } from './places/roots.ts';
import { SETS_CODEC } from './places/sets.ts';
import { TYPES_CODEC } from './places/types.ts';

/** All views of an open snapshot, each with how its places are written: one line a view. */
const CODECS = {
  overview: OVERVIEW_CODEC,
  types: TYPES_CODEC,
  dominators: DOMINATORS_CODEC,
  growth: GROWTH_CODEC,
  findings: FINDINGS_CODEC,
  advice: ADVICE_CODEC,
  roots: ROOTS_CODEC,
  sets: SETS_CODEC,
} as const;

type Codecs = typeof CODECS;
type PlaceWritten<C> = C extends PlaceCodec<infer P extends PlaceInSnapshot> ? P : never;

/** The place of each view. */
export type PlaceOf = { readonly [V in keyof Codecs]: PlaceWritten<Codecs[V]> };
export type SnapshotView = keyof PlaceOf;
/** A place in an open snapshot. */
export type SnapshotPlace = PlaceOf[SnapshotView];

/** The empty window. */
export interface WelcomePlace {
  readonly view: 'welcome';
}
export type Place = WelcomePlace | SnapshotPlace;
export type View = Place['view'];

export const WELCOME: WelcomePlace = { view: 'welcome' };

function codecOf<V extends SnapshotView>(view: V): PlaceCodec<PlaceOf[V]> {
  const codecs: { readonly [W in SnapshotView]: PlaceCodec<PlaceOf[W]> } = CODECS;
  return codecs[view];
}

function isSnapshotView(name: string): name is SnapshotView {
  return Object.hasOwn(CODECS, name);
}

/** A view of a snapshot as it is first shown. */
export function firstPlace<V extends SnapshotView>(view: V, snapshot: Slug): PlaceOf[V] {
  return codecOf(view).first(snapshot);
}

/** The open snapshot a place is about; null for the empty window. */
export function slugOf(place: Place): Slug | null {
  return place.view === 'welcome' ? null : place.snapshot;
}

/** The place when a snapshot is closed that is not its own but may be named in it: one compared with. */
export function placeWithout(place: Place, closed: Slug): Place {
  if (place.view === 'welcome') return place;
  return codecOf(place.view).without?.(place, closed) ?? place;
}

/** What makes a step of the history: another view, snapshot, object, type … Sorting, filtering and tabs do not. */
export function stepOf(place: Place): string {
  if (place.view === 'welcome') return 'welcome';
  return JSON.stringify([
    place.view,
    place.snapshot,
    place.object,
    ...codecOf<SnapshotView>(place.view).step(place),
  ]);
}

/** The address of a place, `#/` and on: the usual is left out, so that links stay short. parsePlace reads it back. */
export function formatPlace(place: Place): string {
  if (place.view === 'welcome') return '#/';
  const query = new URLSearchParams();
  codecOf<SnapshotView>(place.view).write(place, query);
  setIf(query, 'object', place.object, null);
  setIf(query, 'tab', place.tab, OBJECT_TABS[0]);
  const head = `#/${encodeURIComponent(place.snapshot)}/${place.view}`;
  return query.size === 0 ? head : `${head}?${query.toString()}`;
}

/** The place of an address; what cannot be understood falls back to the nearest sensible place. Never throws. */
export function parsePlace(hash: string): Place {
  const [path, text] = splitOnce(hash.replace(/^#?\/?/, ''), '?');
  const [head = '', name = ''] = path.split('/');
  const snapshot = decoded(head);
  if (snapshot === '') return WELCOME;
  const query = new URLSearchParams(text);
  const codec = codecOf<SnapshotView>(isSnapshotView(name) ? name : 'types');
  const usual = codec.first(snapshot);
  const tab = OBJECT_TABS.find((each) => each === query.get('tab')) ?? usual.tab;
  return codec.read({ ...usual, object: query.get('object'), tab }, query);
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
