import type { ObjectId, PathStep, RootPath } from './rows.ts';

/** What a finding is about: docs/findings.md says how each is recognised. */
export type FindingKind =
  | 'accumulation'
  | 'cache'
  | 'lru-cache'
  | 'class-attribute'
  | 'closure'
  | 'bound-method'
  | 'traceback'
  | 'exception'
  | 'frame'
  | 'generator'
  | 'thread-local'
  | 'asyncio-task'
  | 'logging'
  | 'context-var'
  | 'chain'
  | 'large-object'
  | 'cycle'
  | 'garbage'
  | 'gc-garbage'
  | 'c-held'
  | 'c-held-too'
  | 'growing';

/** One statement about a heap. Texts hold text of the snapshot, cut and with invisible characters made visible. */
export interface Finding {
  readonly kind: FindingKind;
  /** "10,000 Foo in a list at main() local d['k'] keep 880 kB alive". */
  readonly title: string;
  /** What would go; of cycles their own bytes. */
  readonly bytes: number;
  /** Objects held. */
  readonly count: number;
  /** Their type, of most of them where they are mixed. */
  readonly type: string;
  /** Whose going would free them. */
  readonly holder: { readonly id: ObjectId; readonly type: string };
  /** From a root to the object that holds them; of garbage once around its cycle. */
  readonly path: readonly PathStep[];
  readonly root: RootPath['root'];
  /** The path as code: `app.store.renderer.pages`. */
  readonly place: string;
  /** The path as one would say it. */
  readonly words: string;
  /** Why this keeps memory, and what to look at. */
  readonly explanation: string;
  /** One of the objects held. */
  readonly example: { readonly id: ObjectId; readonly type: string; readonly preview: string } | null;
  /** Whether other objects hold them, too: all of them have to let go. */
  readonly isShared: boolean;
  /** Reference cycles that the objects held are in, each by itself; 0 for none. */
  readonly cycles: number;
  /** Whether their type has a `__del__`. */
  readonly hasFinalizer: boolean;
}

export interface Findings {
  readonly heapBytes: number;
  /** Findings below `bytes` are not told: the greater of a share of the heap and a least number of bytes. */
  readonly threshold: {
    readonly bytes: number;
    readonly shareOfHeap: number;
    readonly leastBytes: number;
  };
  readonly total: number;
  /** Most bytes first. */
  readonly findings: readonly Finding[];
}

/** A container that never stopped growing, or several of one type in one place. `count`: items more than at first. */
export interface GrowingFinding extends Finding {
  readonly kind: 'growing';
  /** Containers told together; one, but for many in one place. */
  readonly containers: number;
  /** Items by snapshot compared, of all of them together; the last is the snapshot asked. Never less than before. */
  readonly lengths: readonly number[];
}

export interface GrowingAnswer {
  /** Why nothing can be compared; null when something can. */
  readonly reason: string | null;
  /** What a reader must know to trust it; null for nothing. */
  readonly note: string | null;
  /** Places in `earlier` of the snapshots of the same process: the others are left out. */
  readonly compared: readonly number[];
  /** Objects new since the first of those. */
  readonly fresh: { readonly count: number; readonly shallowBytes: number };
  /** Those, and what the tables of containers took in since: what the findings' bytes are parts of. */
  readonly newBytes: number;
  /** Findings below so many bytes are not told. */
  readonly minBytes: number;
  readonly total: number;
  /** Most bytes first. */
  readonly findings: readonly GrowingFinding[];
}
