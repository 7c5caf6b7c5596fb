import { NO_OBJECT } from '../place-codec.ts';
import type { PlaceCodec, PlaceInSnapshot, Slug } from '../place-codec.ts';

export interface OverviewPlace extends PlaceInSnapshot {
  readonly view: 'overview';
}

/** The facts about a snapshot. */
export function overviewPlace(snapshot: Slug): OverviewPlace {
  return { view: 'overview', snapshot, ...NO_OBJECT };
}

export const OVERVIEW_CODEC: PlaceCodec<OverviewPlace> = {
  first: overviewPlace,
  write: () => undefined,
  read: (usual) => usual,
  step: () => [],
};
