import { NO_OBJECT, setIf } from '../place-codec.ts';
import type { PlaceCodec, PlaceInSnapshot, Slug } from '../place-codec.ts';

export interface AdvicePlace extends PlaceInSnapshot {
  readonly view: 'advice';
  /** Which line is read: its kind and type, see adviceKey; null: the first. */
  readonly line: string | null;
}

/** What to do about memory: the greatest saving on top. */
export function advicePlace(snapshot: Slug): AdvicePlace {
  return { view: 'advice', snapshot, line: null, ...NO_OBJECT };
}

/** A line of the advice by its kind and type, of which there is one each. */
export function adviceKey({ kind, type }: { readonly kind: string; readonly type: string | null }): string {
  return type === null ? kind : `${kind} ${type}`;
}

export const ADVICE_CODEC: PlaceCodec<AdvicePlace> = {
  first: advicePlace,
  write: (place, query) => setIf(query, 'line', place.line, null),
  read: (usual, query) => ({ ...usual, line: query.get('line') }),
  step: () => [],
};
