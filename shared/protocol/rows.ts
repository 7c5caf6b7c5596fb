import type { LibraryAllocator, PythonAllocator, ResidentMemory } from './balance-rows.ts';

/** Rows and results that cross from the engine to a window or the command. All sizes are bytes. JSON values only. */

/** `0x7f…` for Python, `@123` for V8: stable inside one snapshot, and across snapshots of one process. */
export type ObjectId = string;

export type EdgeKindName =
  | 'attribute'
  | 'slot'
  | 'key'
  | 'value'
  | 'item'
  | 'local'
  | 'cell'
  | 'global'
  | 'type'
  | 'element'
  | 'internal'
  | 'weak'
  | 'other';

/** Decides shape and colour in the graph. `root` covers modules, frames, threads and interpreter roots. */
export type ObjectRole = 'root' | 'code' | 'container' | 'text' | 'number' | 'instance' | 'other';

export type RootKindName =
  'module' | 'frame' | 'thread' | 'interpreter' | 'c-held' | 'static' | 'gc-garbage' | 'v8-root' | 'unknown';

export interface Page<Row> {
  /** Rows of the whole result after filtering, of which `rows` is a window. */
  readonly total: number;
  readonly offset: number;
  readonly rows: readonly Row[];
}

export interface Problem {
  readonly code: string;
  readonly count: number;
  readonly message: string;
}

export interface FrameInfo {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** The frame object's id, when it is in the snapshot. */
  readonly id: ObjectId | null;
}

export interface ThreadInfo {
  readonly name: string;
  readonly ident: string;
  /** Innermost first. */
  readonly frames: readonly FrameInfo[];
}

/** Facts about the process, as its agent saw them. `null` where it could not be known. */
export interface ProcessInfo {
  readonly pid: number | null;
  readonly argv: readonly string[];
  readonly python: string | null;
  readonly platform: string | null;
  readonly label: string | null;
  /** ISO 8601, UTC. */
  readonly time: string | null;
  readonly rssBytes: number | null;
  readonly peakRssBytes: number | null;
  readonly captureMethod: string | null;
  readonly captureSeconds: number | null;
  readonly gc: {
    readonly enabled: boolean;
    readonly counts: readonly number[];
    readonly thresholds: readonly number[];
    readonly frozen: number;
  } | null;
  readonly pymalloc: PythonAllocator | null;
  readonly malloc: LibraryAllocator | null;
  readonly memory: ResidentMemory | null;
  readonly threads: readonly ThreadInfo[];
  /** Whether allocation tracebacks are in the snapshot. */
  readonly tracemalloc: boolean;
}

export interface SnapshotInfo {
  readonly format: string;
  readonly formatVersion: string;
  readonly producer: string;
  readonly objects: number;
  readonly references: number;
  readonly types: number;
  readonly shallowBytes: number;
  readonly unreachable: { readonly objects: number; readonly shallowBytes: number };
  readonly problems: readonly Problem[];
  readonly process: ProcessInfo | null;
  /** Stated rules of this format: which references retain, how sizes are counted. One sentence each. */
  readonly rules: readonly string[];
  /** Milliseconds from open to retained sizes. */
  readonly openedInMs: number;
  /** Whether object ids have names like `0x…` (python) or `@…` (v8). */
  readonly language: 'python' | 'javascript';
}

export interface TypeRow {
  readonly type: string;
  readonly count: number;
  readonly shallowBytes: number;
  /** null until retained sizes are computed. */
  readonly retainedBytes: number | null;
}

export interface TypesPage extends Page<TypeRow> {
  /** Of the rows after filtering. */
  readonly totals: { readonly types: number; readonly count: number; readonly shallowBytes: number };
  /** Greatest values over all rows after filtering, for share bars. */
  readonly max: { readonly count: number; readonly shallowBytes: number; readonly retainedBytes: number };
}

export interface InstanceRow {
  readonly id: ObjectId;
  readonly type: string;
  readonly shallowBytes: number;
  readonly retainedBytes: number | null;
  readonly preview: string;
}

export interface InstancesPage extends Page<InstanceRow> {
  readonly totals: { readonly count: number; readonly shallowBytes: number };
  readonly max: { readonly shallowBytes: number; readonly retainedBytes: number };
}

/** One reference of an object, seen from it: `id` is the other end. */
export interface ReferenceRow {
  readonly label: string;
  readonly kind: EdgeKindName;
  /** Whether this reference keeps its target alive. */
  readonly retains: boolean;
  readonly id: ObjectId;
  readonly type: string;
  readonly preview: string;
  readonly shallowBytes: number;
  readonly retainedBytes: number | null;
  readonly role: ObjectRole;
}

export interface AllocationFrame {
  readonly file: string;
  readonly line: number;
}

export interface ObjectDetails {
  readonly id: ObjectId;
  readonly type: string;
  readonly role: ObjectRole;
  readonly shallowBytes: number;
  readonly retainedBytes: number | null;
  readonly dominator: { readonly id: ObjectId; readonly type: string; readonly preview: string } | null;
  /** Objects on the shortest chain from a root, itself included, as in DevTools: 1 for a root; null when unreachable. */
  readonly distance: number | null;
  readonly reachable: boolean;
  readonly preview: string;
  /** len(object) where the snapshot has it. */
  readonly length: number | null;
  readonly refcount: number | null;
  /** Innermost first; empty where tracemalloc was not tracing. */
  readonly allocatedAt: readonly AllocationFrame[];
  readonly referentCount: number;
  readonly referrerCount: number;
}

export interface PathStep {
  readonly id: ObjectId;
  readonly type: string;
  /** How the step before (or the root) refers to this one. */
  readonly label: string;
  readonly preview: string;
}

export interface RootPath {
  /** null when no root reaches the object. */
  readonly root: { readonly kind: RootKindName; readonly name: string; readonly id: ObjectId | null } | null;
  readonly path: readonly PathStep[];
}

export interface GraphNode {
  readonly id: ObjectId;
  readonly type: string;
  readonly preview: string;
  readonly role: ObjectRole;
  readonly rootKind: RootKindName | null;
  /** Steps from the start object: 0 is the start. */
  readonly depth: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number | null;
  /** Neighbours in the asked direction that are neither shown nor in a stub. */
  readonly hidden: number;
  /** All neighbours in the asked direction. */
  readonly neighbours: number;
}

export interface GraphEdge {
  /** The holder. */
  readonly from: ObjectId;
  /** The held. */
  readonly to: ObjectId;
  readonly label: string;
  readonly kind: EdgeKindName;
  readonly retains: boolean;
  /** References folded into this one (same two objects); 1 when single. */
  readonly count: number;
}

/** Many equal neighbours of one node, folded: "1,234 × Order". */
export interface GraphStub {
  /** The node whose neighbours these are. */
  readonly of: ObjectId;
  readonly type: string;
  readonly count: number;
  readonly role: ObjectRole;
  readonly shallowBytes: number;
  /** How these refer to the node (or it to them): a shared label, or a sample such as `[…]`. */
  readonly label: string;
  readonly kind: EdgeKindName;
  readonly retains: boolean;
  readonly depth: number;
}

export type GraphDirection = 'referrers' | 'referents';

export interface ObjectGraph {
  readonly start: ObjectId;
  readonly direction: GraphDirection;
  readonly depth: number;
  readonly width: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly stubs: readonly GraphStub[];
  readonly truncated: readonly { readonly id: ObjectId; readonly hidden: number }[];
}

export interface DiffRow {
  readonly type: string;
  readonly countBefore: number;
  readonly countAfter: number;
  readonly countDelta: number;
  readonly shallowDelta: number;
  readonly retainedDelta: number | null;
  /** Objects that both have; null where not asked or not known. The others are new, or were freed. */
  readonly survived?: number | null;
}

export interface DiffPage extends Page<DiffRow> {
  /** What a reader must know to trust the rows; null for nothing. */
  readonly note: string | null;
}

export interface FindRow {
  readonly kind: 'type' | 'object';
  readonly type: string;
  /** Set when kind is `object`. */
  readonly id: ObjectId | null;
  readonly preview: string;
  /** Instances of the type, or 1. */
  readonly count: number;
}

/** What a set of objects comes to. */
export interface SetSummary {
  readonly count: number;
  readonly shallowBytes: number;
  /** Objects and bytes that would go if the whole set went, itself included. Exact. */
  readonly retainedCount: number;
  readonly retainedBytes: number;
  /** Ids that the expression names and the snapshot does not have. */
  readonly missingIds: number;
}

export interface GroupRow {
  /** What the group's objects have in common; names the group in an ObjectSet. */
  readonly key: string;
  readonly count: number;
  readonly shallowBytes: number;
  /**
   * Bytes that the objects hold each by itself, those under another of the group counted once. What several of them
   * hold only together is in the SetSummary of the group.
   */
  readonly retainedBytes: number;
}

export interface GroupsPage extends Page<GroupRow> {
  readonly totals: { readonly count: number; readonly shallowBytes: number };
  /** Greatest values over all rows, for share bars. */
  readonly max: { readonly count: number; readonly shallowBytes: number; readonly retainedBytes: number };
  /** What a reader must know to trust the groups; null for nothing. */
  readonly note: string | null;
}

/** Objects that stand directly under one in the dominator tree: one, or all of a type. */
export interface DominatorRow {
  /** null for several. */
  readonly id: ObjectId | null;
  readonly type: string;
  readonly preview: string;
  readonly role: ObjectRole;
  readonly count: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** Objects that they hold in turn, at any depth. */
  readonly dominated: number;
  /** How many of them no root reaches. */
  readonly unreachable: number;
}

export interface DominatorsPage extends Page<DominatorRow> {
  readonly totals: { readonly count: number; readonly retainedBytes: number };
}

/** An area of a treemap: an object, or several of one type under the same object, with what they hold inside. */
export interface TreemapCell {
  /** null for several, and for the whole heap. */
  readonly id: ObjectId | null;
  readonly type: string;
  /** Outermost package of the type's module, for colour. */
  readonly package: string;
  readonly role: ObjectRole;
  readonly preview: string;
  readonly count: number;
  /** Their own bytes. */
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** Greatest first. */
  readonly cells: readonly TreemapCell[];
  /** Objects inside that have no cell; null when all have. */
  readonly rest: { readonly count: number; readonly retainedBytes: number } | null;
}

/** A path from a root, and the same as a sentence. */
export interface WordedPath extends RootPath {
  /** "`cache` in module `app.store` → key `'user:17'` → `.profile`". */
  readonly words: string;
}

/** Objects of one kind (`app.Order`, `dict of app.Order`) that hold objects of a set alone. */
export interface HoldersRow {
  readonly key: string;
  /** The holder that retains most; null where no single object holds. */
  readonly greatest: ObjectId | null;
  readonly holders: number;
  /** The holders' own bytes. */
  readonly holderBytes: number;
  /** Objects of the set that they hold, and those objects' own bytes. */
  readonly count: number;
  readonly bytes: number;
}

/** What a tree leaves out next to the nodes that it shows. */
export interface HiddenNodes {
  readonly nodes: number;
  /** Objects that those stand for. */
  readonly count: number;
}

/** One step that the shortest paths to some objects of a set have in common: a label and a type. */
export interface MergedPathNode {
  /** Tells it from its siblings; leads to it in `under`. */
  readonly key: string;
  readonly label: string;
  readonly type: string;
  readonly role: ObjectRole;
  /** The object, where it is one. */
  readonly id: ObjectId | null;
  readonly preview: string;
  /** Objects at this step. */
  readonly holders: number;
  /** Objects of the set at this step or behind it, and their own bytes. */
  readonly count: number;
  readonly bytes: number;
  /** Whether paths go on from here. */
  readonly goesOn: boolean;
  /** Empty on the last level asked for. */
  readonly nodes: readonly MergedPathNode[];
  readonly hidden: HiddenNodes;
}

export interface MergedPaths {
  /** Objects of the set, and their own bytes. */
  readonly count: number;
  readonly bytes: number;
  readonly nodes: readonly MergedPathNode[];
  readonly hidden: HiddenNodes;
}

/** Objects of one kind that refer to the objects of the node above. */
export interface PatternNode {
  /** `app.Order`, `dict of app.Order`; leads to it in `under`. */
  readonly key: string;
  /** The object, where it is one. */
  readonly id: ObjectId | null;
  readonly preview: string;
  readonly count: number;
  readonly shallowBytes: number;
  /** How many of them are roots. */
  readonly roots: number;
  /** Whether anything that does not stand above refers to them. */
  readonly goesOn: boolean;
  /** Empty on the last level asked for. */
  readonly nodes: readonly PatternNode[];
  readonly hidden: HiddenNodes;
}

export interface ReferencePattern {
  /** Objects of the set. */
  readonly count: number;
  readonly nodes: readonly PatternNode[];
  readonly hidden: HiddenNodes;
}
