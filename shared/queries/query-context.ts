import type { NamedTotals } from '../analysis/diff.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import type { EngineMethod, EngineParams, EngineResult, SnapshotId } from '../protocol/engine-api.ts';
import type { GroupKey } from '../protocol/object-set.ts';
import type { SetContext } from './object-sets.ts';
import type { InstanceLists } from './instance-lists.ts';

/** What a query may use: the heap it asks, lists kept between pages, and how to report and stop. */
export interface QueryContext extends SetContext {
  readonly heap: HeapAnalysis;
  readonly instanceLists: InstanceLists;
  /** Milliseconds from open to retained sizes. */
  readonly openedInMs: number;
  /** Counts and bytes of a snapshot by group, where they were brought or it is open here. Throws HeapError `not-found`. */
  readonly totalsOf: (snapshot: SnapshotId, by: GroupKey) => NamedTotals;
}

/** Answers one method of EngineApi. Parameters are within their limits: hosts check them at their edge. */
export type Query<M extends EngineMethod> = (
  context: QueryContext,
  params: EngineParams<M>,
) => EngineResult<M>;
