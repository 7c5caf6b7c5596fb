import type { NamedTypeTotals } from '../analysis/diff.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import type { WorkContext } from '../analysis/work-context.ts';
import type { EngineMethod, EngineParams, EngineResult, SnapshotId } from '../protocol/engine-api.ts';
import type { InstanceLists } from './instance-lists.ts';

/** What a query may use: the heap it asks, lists kept between pages, and how to report and stop. */
export interface QueryContext extends WorkContext {
  readonly heap: HeapAnalysis;
  readonly instanceLists: InstanceLists;
  /** Milliseconds from open to retained sizes. */
  readonly openedInMs: number;
  /** The type table of another snapshot. Throws HeapError `not-found`. */
  readonly totalsOf: (snapshot: SnapshotId) => NamedTypeTotals;
}

/** Answers one method of EngineApi. Parameters are within their limits: hosts check them at their edge. */
export type Query<M extends EngineMethod> = (
  context: QueryContext,
  params: EngineParams<M>,
) => EngineResult<M>;
