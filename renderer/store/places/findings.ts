import { NO_OBJECT } from '../place-codec.ts';
import type { PlaceCodec, PlaceInSnapshot, Slug } from '../place-codec.ts';

export interface FindingsPlace extends PlaceInSnapshot {
  readonly view: 'findings';
}

/** What keeps memory, in sentences. */
export function findingsPlace(snapshot: Slug): FindingsPlace {
  return { view: 'findings', snapshot, ...NO_OBJECT };
}

export const FINDINGS_CODEC: PlaceCodec<FindingsPlace> = {
  first: findingsPlace,
  write: () => undefined,
  read: (usual) => usual,
  step: () => [],
};
