import type { AdviceAnswer } from './advice-rows.ts';
import type { Balance } from './balance-rows.ts';
import type { Findings, GrowingAnswer } from './findings-rows.ts';
import type { HeldByOldPage, IdentityAnswer, SeriesPage, SeriesSortKey } from './growth-rows.ts';
import type { GroupKey, ObjectSet, SnapshotId } from './object-set.ts';
import type {
  DiffPage,
  DominatorsPage,
  FindRow,
  GraphDirection,
  GroupsPage,
  HoldersRow,
  InstancesPage,
  MergedPaths,
  ObjectDetails,
  ObjectGraph,
  ObjectId,
  Page,
  ReferencePattern,
  ReferenceRow,
  RootKindName,
  RootPath,
  SetSummary,
  SnapshotInfo,
  TreemapCell,
  TypesPage,
  WordedPath,
} from './rows.ts';

export type { SnapshotId } from './object-set.ts';

export interface Sort<Key extends string> {
  readonly by: Key;
  readonly descending: boolean;
}

export interface Window {
  readonly offset: number;
  /** At most MAX_PAGE; the command line asks page after page. */
  readonly limit: number;
}

/** Greatest number of rows in one answer, so that no message grows with the heap. */
export const MAX_PAGE = 1000;
/** Greatest number of nodes the engine puts into one graph. */
export const MAX_GRAPH_NODES = 1500;
/** Greatest number of rows in one answer of held-by-old: each has a path. */
export const MAX_HELD_ROWS = 200;
/** Greatest number of snapshots in a series. */
export const MAX_SERIES = 64;
/** Greatest number of cells in one treemap. */
export const MAX_TREEMAP_CELLS = 2000;
/** Greatest number of nodes in one answer of merged-paths and of reference-pattern. */
export const MAX_MERGED_NODES = 1000;
export const MAX_PATTERN_NODES = 400;

export type TypeSortKey = 'name' | 'count' | 'shallow' | 'retained';
export type InstanceSortKey = 'id' | 'shallow' | 'retained' | 'preview';
export type GroupSortKey = 'key' | 'count' | 'shallow' | 'retained';

/** Which part of a tree about a set to answer. */
export interface TreePart {
  readonly set: ObjectSet;
  /** Keys of nodes from the top down to the one whose inside is asked for; empty for the top. */
  readonly under: readonly string[];
  /** Nodes directly inside one, 1–100; the others are counted as hidden. */
  readonly width: number;
  /** Levels, 1–20. */
  readonly depth: number;
}

/**
 * What can be asked of an open snapshot, beside opening and closing: method → params and result. Adding one:
 * an entry here and a file in shared/queries; the map there stops compiling until it exists.
 */
export interface EngineApi {
  info: { params: Readonly<Record<string, never>>; result: SnapshotInfo };
  types: {
    params: Window & { readonly sort: Sort<TypeSortKey>; readonly filter: string };
    result: TypesPage;
  };
  instances: {
    params: Window & {
      readonly type: string;
      readonly sort: Sort<InstanceSortKey>;
      /** Substring of id or preview, case-insensitive; empty for all. */
      readonly filter: string;
    };
    result: InstancesPage;
  };
  object: { params: { readonly id: ObjectId }; result: ObjectDetails };
  references: {
    params: Window & { readonly id: ObjectId; readonly direction: GraphDirection };
    result: Page<ReferenceRow>;
  };
  graph: {
    params: {
      readonly id: ObjectId;
      readonly direction: GraphDirection;
      /** Steps from the start object, 1–20. */
      readonly depth: number;
      /** Neighbours shown of each node before equal ones fold into stubs, 1–200. */
      readonly width: number;
      /** Only neighbours of this type (opening a stub); null for all. With it, depth is 1. */
      readonly onlyType: string | null;
      /** With onlyType: how many neighbours of the type to skip. */
      readonly skip: number;
    };
    result: ObjectGraph;
  };
  path: {
    params: { readonly id: ObjectId; readonly to: RootKindName | null };
    result: RootPath;
  };
  /** Rows of every type, or other group, whose count or bytes changed; `before` is another open snapshot. */
  diff: {
    params: Window & {
      readonly before: SnapshotId;
      /** Types unless told otherwise; not `id` or `value`. */
      readonly by?: GroupKey | undefined;
      /** By type also how many survived, where that can be known. */
      readonly identity?: boolean | undefined;
    };
    result: DiffPage;
  };
  /** How many objects another open snapshot of the process has too. */
  identity: { params: { readonly other: SnapshotId }; result: IdentityAnswer };
  /** Objects made since another snapshot, by the older objects that they hang on: most bytes first. */
  'held-by-old': {
    params: Window & {
      readonly before: SnapshotId;
      /** Without containers that have not grown. */
      readonly grown: boolean;
    };
    result: HeldByOldPage;
  };
  /** Counts and bytes of every type, or other group, over several open snapshots. */
  series: {
    params: Window & {
      /** In the order of the series, the one asked among them; 2–MAX_SERIES. */
      readonly snapshots: readonly SnapshotId[];
      readonly by: GroupKey;
      readonly sort: Sort<SeriesSortKey>;
      readonly filter: string;
      /** Only what never fell from one snapshot to the next, and grew. */
      readonly steady: boolean;
    };
    result: SeriesPage;
  };
  find: {
    params: { readonly text: string; readonly limit: number };
    result: { readonly rows: readonly FindRow[] };
  };
  'set-summary': { params: { readonly set: ObjectSet }; result: SetSummary };
  /** The objects of a set. */
  'set-objects': {
    params: Window & { readonly set: ObjectSet; readonly sort: Sort<InstanceSortKey> };
    result: InstancesPage;
  };
  /** The objects of a set in groups. */
  group: {
    params: Window & { readonly set: ObjectSet; readonly by: GroupKey; readonly sort: Sort<GroupSortKey> };
    result: GroupsPage;
  };
  /** What stands directly under an object in the dominator tree, greatest retained size first. */
  'dominator-tree': {
    params: Window & {
      /** null: the top, what no single object holds. */
      readonly id: ObjectId | null;
      /** Objects of one type in one row. */
      readonly grouped: boolean;
      /** Only objects of this type (opening such a row); null for all. */
      readonly type: string | null;
    };
    result: DominatorsPage;
  };
  /** The dominator tree from an object down as areas inside areas, MAX_TREEMAP_CELLS at most. */
  treemap: {
    params: {
      readonly id: ObjectId | null;
      /** Cells directly inside one, 1–200. */
      readonly cells: number;
      /** 1–8. */
      readonly levels: number;
    };
    result: TreemapCell;
  };
  /** Chains from roots to an object that differ as much as they can, the shortest first. */
  paths: {
    params: {
      readonly id: ObjectId;
      /** 1–50. */
      readonly count: number;
      /** Only from roots of this kind; null for any. */
      readonly to: RootKindName | null;
      /** Objects that no path may go through. */
      readonly avoid: readonly ObjectId[];
      /** References that no path may use, as they are shown. */
      readonly avoidReferences: readonly { readonly from: ObjectId; readonly to: ObjectId }[];
    };
    result: { readonly paths: readonly WordedPath[] };
  };
  /** Who holds the objects of a set alone, by kind, those with most of the set's bytes first. */
  'immediate-dominators': {
    params: Window & {
      readonly set: ObjectSet;
      /** Kinds that are passed over: a text in their names, or `/a regular expression/`; empty for none. */
      readonly skip: string;
    };
    result: Page<HoldersRow>;
  };
  /** The shortest paths to all objects of a set as one tree; MAX_MERGED_NODES at most. */
  'merged-paths': { params: TreePart; result: MergedPaths };
  /** What to do about memory, with what each cure would give back; greatest first. */
  advice: { params: Readonly<Record<string, never>>; result: AdviceAnswer };
  /** What the process's resident memory consists of. */
  balance: { params: Readonly<Record<string, never>>; result: Balance };
  /** What refers to the objects of a set by kind, what refers to those, and so on; MAX_PATTERN_NODES at most. */
  'reference-pattern': { params: TreePart; result: ReferencePattern };
  /** Containers that never stopped growing over several snapshots of one process, in sentences, most bytes first. */
  growing: {
    params: {
      /** Snapshots before the one asked, in the order of time; 1–MAX_SERIES − 1. */
      readonly earlier: readonly SnapshotId[];
      /** 1–200. */
      readonly limit: number;
      /** From how many bytes on; null for a hundredth of what is new, at least 10 kB. */
      readonly minBytes: number | null;
    };
    result: GrowingAnswer;
  };
  /** What is worth telling about the heap, in sentences, most bytes first. */
  findings: {
    params: {
      /** 1–200. */
      readonly limit: number;
      /** From how many bytes on; null for a hundredth of the heap, at least 100 kB. */
      readonly minBytes: number | null;
    };
    result: Findings;
  };
}

export type EngineMethod = keyof EngineApi;
export type EngineParams<M extends EngineMethod> = EngineApi[M]['params'];
export type EngineResult<M extends EngineMethod> = EngineApi[M]['result'];
