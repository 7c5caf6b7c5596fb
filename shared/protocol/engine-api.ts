import type { GroupKey, ObjectSet } from './object-set.ts';
import type {
  DiffRow,
  FindRow,
  GraphDirection,
  GroupsPage,
  InstancesPage,
  ObjectDetails,
  ObjectGraph,
  ObjectId,
  Page,
  ReferenceRow,
  RootKindName,
  RootPath,
  SetSummary,
  SnapshotInfo,
  TypesPage,
} from './rows.ts';

export type SnapshotId = string;

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

export type TypeSortKey = 'name' | 'count' | 'shallow' | 'retained';
export type InstanceSortKey = 'id' | 'shallow' | 'retained' | 'preview';
export type GroupSortKey = 'key' | 'count' | 'shallow' | 'retained';

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
  /** Rows of every type whose count or bytes changed; `before` is another open snapshot. */
  diff: {
    params: Window & { readonly before: SnapshotId };
    result: Page<DiffRow>;
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
}

export type EngineMethod = keyof EngineApi;
export type EngineParams<M extends EngineMethod> = EngineApi[M]['params'];
export type EngineResult<M extends EngineMethod> = EngineApi[M]['result'];
