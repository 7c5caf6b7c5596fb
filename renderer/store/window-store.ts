import { create } from 'zustand';
import type { StoreApi, UseBoundStore } from 'zustand';
import type { HeapError } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/progress.ts';
import type { SnapshotId } from '../../shared/protocol/engine-api.ts';
import { NO_RECENTS } from '../../shared/protocol/host-api.ts';
import type { FileOffer, RecentFiles } from '../../shared/protocol/host-api.ts';
import type { SnapshotInfo } from '../../shared/protocol/rows.ts';
import { WELCOME, placeWithout, slugOf } from './place.ts';
import type { Place, PlaceOf } from './place.ts';
import type { ObjectTab, Slug } from './place-codec.ts';
import { typesPlace } from './places/types.ts';
import { USUAL_SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

export interface OpenSnapshot {
  readonly slug: Slug;
  readonly id: SnapshotId;
  readonly name: string;
  readonly info: SnapshotInfo;
  readonly file: FileOffer;
  /** The key of its opening: files given earlier have smaller ones, however long each took. */
  readonly key: number;
  /** Why it can be asked no more (its worker died); null while all is well. */
  readonly lost: string | null;
}

/** A file on its way to being an open snapshot, or one that failed and was not dismissed yet. */
export interface Opening {
  readonly key: number;
  /** `capture`: the file is still being made from a process. */
  readonly kind: 'file' | 'capture';
  readonly name: string;
  readonly size: number | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly progress: Progress | null;
  readonly error: HeapError | null;
}

export interface WindowState {
  readonly place: Place;
  /** Where the user last was in each view of each snapshot: its tab leads back there. */
  readonly last: Readonly<Partial<Record<Slug, Partial<PlaceOf>>>>;
  /** In the order they were given in. */
  readonly snapshots: readonly OpenSnapshot[];
  readonly openings: readonly Opening[];
  /** Whether the openings are what the user looks at; the place waits behind them. */
  readonly watching: boolean;
  /** Whether what opens next takes the user with it: they were somewhere, and asked for another snapshot. */
  readonly following: boolean;
  /** One quiet sentence for the status line; null for none. */
  readonly notice: string | null;
  /** Why the host answers no more; null while it does. */
  readonly disconnected: string | null;
  readonly settings: Settings;
  /** What the host remembers of earlier days. */
  readonly recents: RecentFiles;

  readonly goTo: (place: Place) => void;
  /** Opens an object beside whatever is looked at; null closes it. Nothing in the empty window. */
  readonly openObject: (id: string | null) => void;
  readonly showTab: (tab: ObjectTab) => void;
  readonly watch: (watching: boolean) => void;
  readonly say: (notice: string | null) => void;
  readonly change: (settings: Partial<Settings>) => void;
  readonly openingStarted: (opening: Pick<Opening, 'key' | 'kind' | 'name' | 'size' | 'startedAt'>) => void;
  /** The file that was to be captured is there. */
  readonly openingCaptured: (key: number, file: FileOffer) => void;
  readonly openingProgressed: (key: number, progress: Progress) => void;
  readonly openingFailed: (key: number, error: HeapError) => void;
  readonly openingEnded: (key: number) => void;
  readonly opened: (snapshot: Pick<OpenSnapshot, 'id' | 'name' | 'info' | 'file' | 'key'>) => Slug;
  readonly closed: (slug: Slug) => void;
  readonly lost: (id: SnapshotId, message: string) => void;
  readonly disconnect: (message: string) => void;
  readonly remembered: (recents: RecentFiles) => void;
}

export type WindowStore = UseBoundStore<StoreApi<WindowState>>;

function freeSlug(name: string, snapshots: readonly OpenSnapshot[]): Slug {
  const taken = new Set(snapshots.map((snapshot) => snapshot.slug));
  let slug = name === '' ? 'snapshot' : name;
  for (let number = 2; taken.has(slug); number++) slug = `${name}~${String(number)}`;
  return slug;
}

/** Whether a place can be shown with these snapshots. */
function isShowable(place: Place, snapshots: readonly OpenSnapshot[]): boolean {
  const slug = slugOf(place);
  return slug !== null && snapshots.some((snapshot) => snapshot.slug === slug);
}

function changeOpening(state: WindowState, key: number, change: Partial<Opening>): Partial<WindowState> {
  return {
    openings: state.openings.map((opening) => (opening.key === key ? { ...opening, ...change } : opening)),
  };
}

function withOpened(state: WindowState, snapshot: OpenSnapshot): Partial<WindowState> {
  const snapshots = [...state.snapshots, snapshot].sort((one, other) => one.key - other.key);
  // A link may have named this snapshot before it was open, and of several files at once the first is shown.
  const wanted = slugOf(state.place);
  const isComing = state.openings.some(({ name, error }) => name === wanted && error === null);
  const stay = isShowable(state.place, snapshots) ? !(state.watching && state.following) : isComing;
  return { snapshots, place: stay ? state.place : typesPlace(snapshot.slug) };
}

function withoutOpening(state: WindowState, key: number): Partial<WindowState> {
  const openings = state.openings.filter((opening) => opening.key !== key);
  return { openings, watching: state.watching && openings.length > 0 };
}

function withoutSnapshot(state: WindowState, slug: Slug): Partial<WindowState> {
  const snapshots = state.snapshots.filter((snapshot) => snapshot.slug !== slug);
  if (slugOf(state.place) !== slug) return { snapshots, place: placeWithout(state.place, slug) };
  const next = snapshots.at(-1);
  return { snapshots, place: next === undefined ? WELCOME : typesPlace(next.slug) };
}

/** A window's state: what is open, where the user is, what is under way. One a window; tests make their own. */
export function createWindowStore(settings: Settings = USUAL_SETTINGS): WindowStore {
  return create<WindowState>()((set, get) => ({
    place: WELCOME,
    last: {},
    snapshots: [],
    openings: [],
    watching: false,
    following: false,
    notice: null,
    disconnected: null,
    settings,
    recents: NO_RECENTS,
    goTo: (place) =>
      set(({ last }) => ({
        place,
        last:
          place.view === 'welcome'
            ? last
            : { ...last, [place.snapshot]: { ...last[place.snapshot], [place.view]: place } },
        watching: false,
        notice: null,
      })),
    openObject: (object) => {
      const { place, goTo } = get();
      if (place.view !== 'welcome') goTo({ ...place, object });
    },
    showTab: (tab) => {
      const { place, goTo } = get();
      if (place.view !== 'welcome') goTo({ ...place, tab });
    },
    watch: (watching) => set({ watching }),
    say: (notice) => set({ notice }),
    change: (change) => set((state) => ({ settings: { ...state.settings, ...change } })),
    openingStarted: (opening) =>
      set((state) => ({
        openings: [...state.openings, { ...opening, progress: null, error: null }],
        watching: true,
        following: state.watching ? state.following : isShowable(state.place, state.snapshots),
        notice: null,
      })),
    openingProgressed: (key, progress) => set((state) => changeOpening(state, key, { progress })),
    openingCaptured: (key, { name, size }) =>
      set((state) => changeOpening(state, key, { kind: 'file', name, size })),
    openingFailed: (key, error) => set((state) => changeOpening(state, key, { error })),
    openingEnded: (key) => set((state) => withoutOpening(state, key)),
    opened: (snapshot) => {
      const slug = freeSlug(snapshot.name, get().snapshots);
      set((state) => withOpened(state, { ...snapshot, slug, lost: null }));
      return slug;
    },
    closed: (slug) => set((state) => withoutSnapshot(state, slug)),
    lost: (id, message) =>
      set((state) => ({
        snapshots: state.snapshots.map((each) => (each.id === id ? { ...each, lost: message } : each)),
      })),
    disconnect: (message) => set({ disconnected: message }),
    remembered: (recents) => set({ recents }),
  }));
}

/** The store of this window. */
export const useWindow = createWindowStore();

/** The snapshot the window shows, null when none or when the address names one that is not open. O(open). */
export function currentSnapshot(state: WindowState): OpenSnapshot | null {
  const slug = slugOf(state.place);
  return state.snapshots.find((snapshot) => snapshot.slug === slug) ?? null;
}
