import { findAdvice } from '../analysis/find-advice.ts';
import type { FoundAdvice } from '../analysis/find-advice.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import type { WorkContext } from '../analysis/work-context.ts';

const adviceOfHeap = new WeakMap<HeapAnalysis, FoundAdvice>();

/** The advice about a heap, kept as long as the heap is. Costs what findAdvice costs the first time, then O(1). */
export function adviceOf(heap: HeapAnalysis, context: WorkContext): FoundAdvice {
  let found = adviceOfHeap.get(heap);
  if (found === undefined) {
    found = findAdvice(heap, context);
    adviceOfHeap.set(heap, found);
  }
  return found;
}
