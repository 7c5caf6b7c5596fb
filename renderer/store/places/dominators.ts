import { NO_OBJECT, setIf } from '../place-codec.ts';
import type { PlaceCodec, PlaceInSnapshot, Slug } from '../place-codec.ts';

export interface DominatorsPlace extends PlaceInSnapshot {
  readonly view: 'dominators';
  readonly look: 'tree' | 'treemap';
  /** Whether objects of one type stand in one row of the tree. */
  readonly grouped: boolean;
  /** Objects that were zoomed into in the treemap, outermost first. */
  readonly zoom: readonly string[];
  /** The type zoomed into directly under the innermost of them; null for none. */
  readonly inside: string | null;
}

/** The dominator tree: what holds most on top. */
export function dominatorsPlace(snapshot: Slug): DominatorsPlace {
  return { view: 'dominators', snapshot, look: 'tree', grouped: true, zoom: [], inside: null, ...NO_OBJECT };
}

/** Deeper trails are cut at their beginning: an address has a greatest length. */
const MAX_ZOOM = 40;

export const DOMINATORS_CODEC: PlaceCodec<DominatorsPlace> = {
  first: dominatorsPlace,
  write: (place, query) => {
    setIf(query, 'look', place.look, 'tree');
    setIf(query, 'single', place.grouped ? null : 'yes', null);
    setIf(query, 'zoom', place.zoom.slice(-MAX_ZOOM).join(' '), '');
    setIf(query, 'inside', place.inside, null);
  },
  read: (usual, query) => ({
    ...usual,
    look: query.get('look') === 'treemap' ? 'treemap' : 'tree',
    grouped: query.get('single') !== 'yes',
    zoom: (query.get('zoom') ?? '')
      .split(' ')
      .filter((id) => id !== '')
      .slice(-MAX_ZOOM),
    inside: query.get('inside'),
  }),
  step: (place) => [place.look, ...place.zoom, place.inside],
};
