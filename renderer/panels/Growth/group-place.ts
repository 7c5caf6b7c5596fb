import type { Place } from '../../store/place.ts';
import type { Slug } from '../../store/place-codec.ts';
import type { ComparedKey } from '../../store/places/growth.ts';
import { setsPlace } from '../../store/places/sets.ts';
import { typesPlace } from '../../store/places/types.ts';

/** Where the objects of one compared group are looked at. O(1). */
export function groupPlace(snapshot: Slug, by: ComparedKey, key: string): Place {
  if (by === 'type') return { ...typesPlace(snapshot), type: key };
  return setsPlace(snapshot, { kind: 'group', of: { kind: 'all' }, by, key });
}
