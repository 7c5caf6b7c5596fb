import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { HeapError } from '../base/errors.ts';
import { visibleText } from '../base/visible-text.ts';
import { NO_NODE } from '../graph/heap-graph.ts';
import type { ObjectId } from '../protocol/rows.ts';

/** The node of an id. Throws HeapError `not-found` when the snapshot has no such object. O(1) or O(log N). */
export function nodeOfId({ graph }: HeapAnalysis, id: ObjectId): number {
  const node = graph.nodeOf(id);
  if (node === NO_NODE) {
    const name = visibleText(id, 40);
    throw new HeapError('not-found', `No object ${name} in this snapshot.`, { id: name });
  }
  return node;
}

/**
 * The type of a full name. Throws HeapError `not-found` when no object has that type, naming one that may be meant.
 * O(1); O(types) when there is none.
 */
export function typeOfName(heap: HeapAnalysis, name: string): number {
  const type = heap.typeNamed(name);
  if (type !== undefined && heap.types.countOf[type] > 0) return type;
  const shown = visibleText(name, 80);
  const candidate = nearestType(heap, name);
  const hint = candidate === null ? '' : `; there is ${visibleText(candidate, 120)}`;
  throw new HeapError('not-found', `No type ${shown} in this snapshot${hint}.`, { id: shown });
}

/** The type that is meant most likely: same last name, same but for case, longer name; the most frequent of those. */
function nearestType({ graph, types }: HeapAnalysis, name: string): string | null {
  const wanted = name.toLowerCase();
  const wantedLast = lastName(wanted);
  let best: string | null = null;
  let bestRank = 0;
  let bestCount = 0;
  graph.typeNames.forEach((typeName, type) => {
    const count = types.countOf[type];
    if (count === 0) return;
    const lower = typeName.toLowerCase();
    let rank = 0;
    if (lower === wanted) rank = 4;
    else if (lastName(lower) === wanted) rank = 3;
    else if (lastName(lower) === wantedLast) rank = 2;
    else if (wanted !== '' && lower.includes(wanted)) rank = 1;
    if (rank > bestRank || (rank === bestRank && rank > 0 && count > bestCount)) {
      best = typeName;
      bestRank = rank;
      bestCount = count;
    }
  });
  return best;
}

function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
