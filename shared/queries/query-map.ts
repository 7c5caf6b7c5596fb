import type { EngineMethod } from '../protocol/engine-api.ts';
import { advice } from './advice.ts';
import { balance } from './balance.ts';
import { diff } from './diff.ts';
import { dominatorTree } from './dominator-tree.ts';
import { find } from './find.ts';
import { findings } from './findings.ts';
import { graph } from './graph.ts';
import { group } from './group.ts';
import { growing } from './growing.ts';
import { heldByOldQuery } from './held-by-old.ts';
import { identity } from './identity.ts';
import { immediateDominators } from './immediate-dominators.ts';
import { info } from './info.ts';
import { instances } from './instances.ts';
import { mergedPaths } from './merged-paths.ts';
import { object } from './object.ts';
import { path } from './path.ts';
import { paths } from './paths.ts';
import type { Query } from './query-context.ts';
import { referencePattern } from './reference-pattern.ts';
import { references } from './references.ts';
import { series } from './series.ts';
import { setObjects } from './set-objects.ts';
import { setSummary } from './set-summary.ts';
import { treemap } from './treemap.ts';
import { types } from './types.ts';

/** What answers each method of EngineApi. */
export type QueryMap = { readonly [M in EngineMethod]: Query<M> };

/** Every method with its query: one without does not compile. */
export const QUERIES: QueryMap = {
  info,
  types,
  instances,
  object,
  references,
  graph,
  path,
  diff,
  identity,
  'held-by-old': heldByOldQuery,
  series,
  find,
  'set-summary': setSummary,
  'set-objects': setObjects,
  group,
  'dominator-tree': dominatorTree,
  treemap,
  paths,
  'immediate-dominators': immediateDominators,
  advice,
  balance,
  'merged-paths': mergedPaths,
  'reference-pattern': referencePattern,
  findings,
  growing,
} satisfies QueryMap;
