import type { Advised } from '../analysis/advised.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import type { AdviceRow } from '../protocol/advice-rows.ts';
import { adviceOf } from './advice-of.ts';
import { typeNameOf } from './object-rows.ts';
import type { Query } from './query-context.ts';

/** What to do about memory, with what it would save. O(N + E) the first time, then O(rows). */
export const advice: Query<'advice'> = (context) => {
  const { heap } = context;
  const found = adviceOf(heap, context);
  return {
    advice: found.advice.map((each) => adviceRow(heap, each)),
    small: { ...found.small, savedBytes: Math.round(found.small.savedBytes) },
    notes: found.notes,
  };
};

function adviceRow(heap: HeapAnalysis, advised: Advised): AdviceRow {
  const { graph } = heap;
  const { kind, count, how, computed } = advised;
  const type = advised.type === null ? null : graph.typeNames[advised.type];
  return {
    ...{ kind, type, count, how, computed },
    savedBytes: Math.round(advised.savedBytes),
    set: { kind: 'advised', advice: kind, type },
    examples: advised.examples.map((example) => ({
      id: graph.idOf(example.node),
      type: typeNameOf(heap, example.node),
      preview: graph.previewOf(example.node),
      count: example.count,
      savedBytes: Math.round(example.savedBytes),
    })),
    attributes: advised.attributes.map(({ name, count: having, constant }) => ({
      name,
      count: having,
      constant: constant === null ? null : valueText(heap, constant),
    })),
  };
}

/** The value's preview, or what it is where it has none. */
function valueText(heap: HeapAnalysis, node: number): string {
  const preview = heap.graph.previewOf(node);
  return preview === '' ? typeNameOf(heap, node) : preview;
}
