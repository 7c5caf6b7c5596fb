import { findingsOfHeap } from '../analysis/findings.ts';
import type { FindingsOfHeap, FoundFinding } from '../analysis/found-finding.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import type { Finding } from '../protocol/findings-rows.ts';
import { explanationOf } from './finding-explanations.ts';
import { exampleOf, whereabouts } from './finding-parts.ts';
import { titleOf } from './finding-titles.ts';
import { typeNameOf } from './object-rows.ts';
import type { Query, QueryContext } from './query-context.ts';
import { RecentlyUsed } from './recently-used.ts';

/** Thresholds whose findings are kept. */
const MAX_KEPT = 3;

const keptOfHeap = new WeakMap<HeapAnalysis, RecentlyUsed<FindingsOfHeap>>();

/** What is worth telling about the heap. Costs what findingsOfHeap costs the first time, then O(limit). */
export const findings: Query<'findings'> = (context, { limit, minBytes }) => {
  const { heap } = context;
  const { found, threshold } = kept(context, minBytes);
  return {
    heapBytes: heap.totals.shallowBytes,
    threshold,
    total: found.length,
    findings: found.slice(0, limit).map((each) => findingRow(heap, each)),
  };
};

function kept(context: QueryContext, minBytes: number | null): FindingsOfHeap {
  let known = keptOfHeap.get(context.heap);
  if (known === undefined) {
    known = new RecentlyUsed(MAX_KEPT);
    keptOfHeap.set(context.heap, known);
  }
  return known.get(String(minBytes), () => findingsOfHeap(context.heap, minBytes, context));
}

function findingRow(heap: HeapAnalysis, found: FoundFinding): Finding {
  const { graph } = heap;
  const { chain, example } = found;
  const row = {
    ...{ kind: found.kind, bytes: found.bytes, count: found.count, type: graph.typeNames[found.type] },
    holder: { id: graph.idOf(found.holder), type: typeNameOf(heap, found.holder) },
    ...whereabouts(heap, chain),
    ...{ cycles: found.cycles, hasFinalizer: found.hasFinalizer, isShared: found.isShared },
  };
  return {
    ...row,
    title: titleOf(row, found),
    explanation: explanationOf(row, heap.graph.facts.process?.gc?.enabled ?? null),
    example: exampleOf(heap, example),
  };
}
