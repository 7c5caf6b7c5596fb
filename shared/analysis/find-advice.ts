import type { Advised } from './advised.ts';
import { adviseClasses } from './advise-classes.ts';
import { adviseEmpty, adviseSparse } from './advise-collections.ts';
import { adviseDuplicates } from './advise-duplicates.ts';
import { adviseBoxedNumbers } from './advise-numbers.ts';
import { findEqualValues } from './equal-values.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import { heldByData } from './held-by-data.ts';
import { pythonMemory } from './python-memory.ts';
import type { WorkContext } from './work-context.ts';

/** Less is not worth a line: a page, or a thousandth of the heap. */
const LEAST_BYTES = 4096;
const LEAST_SHARE = 0.001;

export interface FoundAdvice {
  /** Greatest saving first. */
  readonly advice: readonly Advised[];
  /** Cures that would save less than that, which are left out. */
  readonly small: { readonly count: number; readonly savedBytes: number; readonly leastBytes: number };
  /** What this snapshot cannot tell; one sentence each. */
  readonly notes: readonly string[];
}

/**
 * All cures with what they would save, each by itself: cures of the same objects do not add up. The rule of each kind
 * stands at its function. O(N + E) expected; 25 N bytes while it runs, 8 N kept. Throws HeapError `cancelled`.
 */
export function findAdvice(heap: HeapAnalysis, context: WorkContext): FoundAdvice {
  const { graph, totals } = heap;
  const input = {
    heap,
    memory: pythonMemory(graph),
    equal: findEqualValues(graph, context),
    byData: heldByData(graph, heap.reachable, context),
  };
  const all = [
    ...adviseClasses(input, context),
    ...adviseDuplicates(input, context),
    ...adviseSparse(input, context),
    ...adviseEmpty(input, context),
    ...adviseBoxedNumbers(input, context),
  ];
  const leastBytes = Math.round(Math.max(LEAST_BYTES, totals.shallowBytes * LEAST_SHARE));
  const small = all.filter(({ savedBytes }) => savedBytes < leastBytes);
  return {
    advice: all
      .filter(({ savedBytes }) => savedBytes >= leastBytes)
      .sort((a, b) => b.savedBytes - a.savedBytes),
    small: {
      count: small.length,
      savedBytes: small.reduce((sum, { savedBytes }) => sum + savedBytes, 0),
      leastBytes,
    },
    notes: notesOn(heap),
  };
}

function notesOn({ graph }: HeapAnalysis): string[] {
  if (graph.facts.language !== 'python') {
    return ['Of JavaScript heaps, duplicate strings are looked for and nothing else.'];
  }
  const notes: string[] = [];
  if ((graph.typeLayouts ?? null) === null) {
    notes.push(
      'This format does not say how classes are laid out: nothing is said of slots and constant attributes.',
    );
  }
  if ((graph.lengthOf ?? null) === null) {
    notes.push(
      'This format has no lengths: nothing is said of sparse and empty collections and of lists of numbers.',
    );
  }
  if ((graph.hashOf ?? null) === null) {
    notes.push('This format has no hashes of texts: those that are cut here are not compared.');
  }
  return notes;
}
