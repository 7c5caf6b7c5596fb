import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { checkIn } from '../analysis/work-context.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import type { FindRow } from '../protocol/rows.ts';
import { instanceRow, roleOfType } from './object-rows.ts';
import type { Query, QueryContext } from './query-context.ts';

/** Previews looked at in one search: about a second. */
const MAX_PREVIEWS = 1_000_000;
const CHECK_INTERVAL = 4096;
const PHASE = 'Searching';

/**
 * What a text may mean: the object of that id, types with it in their name, then roots, functions, classes and texts
 * that show it. Types and objects share the rows. O(types + roots + previews looked at).
 */
export const find: Query<'find'> = (context, { text, limit }) => {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return { rows: [] };
  const byId = objectOfId(context.heap, text.trim());
  const types = typesNamed(context.heap, wanted).slice(0, limit);
  const room = limit - byId.length - Math.min(types.length, Math.ceil(limit / 2));
  const objects = objectsShowing(context, wanted, Math.max(0, room));
  const rows = [...byId, ...types.slice(0, Math.max(0, limit - byId.length - objects.length)), ...objects];
  return { rows: rows.slice(0, limit) };
};

function objectOfId(heap: HeapAnalysis, text: string): FindRow[] {
  // People copy addresses without their prefix.
  for (const id of [text, text.toLowerCase(), `0x${text.toLowerCase()}`, `@${text}`]) {
    const node = heap.graph.nodeOf(id);
    if (node !== NO_NODE) return [objectRow(heap, node)];
  }
  return [];
}

function objectRow(heap: HeapAnalysis, node: number): FindRow {
  const { type, id, preview } = instanceRow(heap, node);
  return { kind: 'object', type, id, preview, count: 1 };
}

/** Equal names first, then names that end so, then the most frequent. */
function typesNamed({ graph, types }: HeapAnalysis, wanted: string): FindRow[] {
  const rank = (name: string): number => {
    const lower = name.toLowerCase();
    if (lower === wanted) return 2;
    return lower.endsWith(`.${wanted}`) ? 1 : 0;
  };
  const found: FindRow[] = [];
  graph.typeNames.forEach((type, index) => {
    const count = types.countOf[index];
    if (count > 0 && type.toLowerCase().includes(wanted))
      found.push({ kind: 'type', type, id: null, preview: '', count });
  });
  return found.sort((a, b) => rank(b.type) - rank(a.type) || b.count - a.count || (a.type < b.type ? -1 : 1));
}

function objectsShowing(context: QueryContext, wanted: string, limit: number): FindRow[] {
  const { heap } = context;
  const found = new Set<number>();
  for (const node of nodesWithText(heap, context)) {
    if (found.size >= limit) break;
    if (!found.has(node) && textOf(heap, node).toLowerCase().includes(wanted)) found.add(node);
  }
  return [...found].map((node) => objectRow(heap, node));
}

/** Roots, then code, then texts, as many as a search looks at. */
function* nodesWithText(heap: HeapAnalysis, context: QueryContext): Generator<number> {
  const { graph } = heap;
  for (const node of graph.roots.node) if (!hasBit(graph.synthetic, node)) yield node;
  const { start, node: nodes } = heap.nodesByType(context);
  let looked = 0;
  for (const role of ['code', 'text']) {
    for (let type = 0; type < graph.typeNames.length; type++) {
      if (roleOfType(heap, type) !== role) continue;
      for (let index = start[type]; index < start[type + 1]; index++) {
        if (looked % CHECK_INTERVAL === 0) checkIn(context, PHASE, looked, MAX_PREVIEWS);
        if (++looked > MAX_PREVIEWS) return;
        yield nodes[index];
      }
    }
  }
}

/** A root goes by its name, too. */
function textOf({ graph, roots }: HeapAnalysis, node: number): string {
  const row = roots.rootOf(node);
  const preview = graph.previewOf(node);
  return row < 0 ? preview : `${graph.strings.get(graph.roots.name[row], 400)} ${preview}`;
}
