import { create } from 'zustand';
import type { StoreApi, UseBoundStore } from 'zustand';
import type { SnapshotId } from '../../shared/protocol/engine-api.ts';
import type { ObjectSet } from '../../shared/protocol/object-set.ts';

/** A set that the user gave a name, to come back to and to combine with others. */
export interface KeptSet {
  readonly name: string;
  readonly set: ObjectSet;
}

/** Queries that are remembered. */
const MAX_QUERIES = 20;

export interface KeptSetsState {
  readonly kept: Readonly<Partial<Record<SnapshotId, readonly KeptSet[]>>>;
  /** Queries that were asked, the last first. */
  readonly queries: readonly string[];
  /** Keeps a set under a name; one of the same name gives way. */
  readonly keep: (snapshot: SnapshotId, name: string, set: ObjectSet) => void;
  readonly drop: (snapshot: SnapshotId, name: string) => void;
  readonly asked: (query: string) => void;
}

export type KeptSetsStore = UseBoundStore<StoreApi<KeptSetsState>>;

/** The sets that a window keeps, by snapshot. They last as long as the window. One a window; tests make their own. */
export function createKeptSets(): KeptSetsStore {
  return create<KeptSetsState>()((set) => ({
    kept: {},
    queries: [],
    keep: (snapshot, name, kept) =>
      set((state) => ({
        kept: { ...state.kept, [snapshot]: [...others(state, snapshot, name), { name, set: kept }] },
      })),
    drop: (snapshot, name) =>
      set((state) => ({ kept: { ...state.kept, [snapshot]: others(state, snapshot, name) } })),
    asked: (query) =>
      set(({ queries }) => ({
        queries: [query, ...queries.filter((each) => each !== query)].slice(0, MAX_QUERIES),
      })),
  }));
}

function others(state: KeptSetsState, snapshot: SnapshotId, name: string): readonly KeptSet[] {
  return (state.kept[snapshot] ?? []).filter((each) => each.name !== name);
}

/** The kept sets of this window. */
export const useKeptSets = createKeptSets();
