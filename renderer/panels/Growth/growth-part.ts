import type { GrowthPlace } from '../../store/places/growth.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';

/** What each part of the view is about. */
export interface GrowthPartProps {
  /** The later snapshot. */
  readonly snapshot: OpenSnapshot;
  readonly before: OpenSnapshot;
  readonly place: GrowthPlace;
}
