import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { sortByNumber } from '../analysis/sort-by-number.ts';
import { checkIn } from '../analysis/work-context.ts';
import type { WorkContext } from '../analysis/work-context.ts';
import type { InstanceSortKey } from '../protocol/engine-api.ts';

/** Previews and ids cost up to a microsecond each: looks up more often than loops over columns. */
const TEXT_CHECK_INTERVAL = 4096;
/** Above this many rows only the first characters of previews are compared: their texts would not fit memory. */
const MAX_FULL_PREVIEWS = 250_000;
const PREFIX_UNITS = 3;
const FILTER_PHASE = 'Filtering objects';
const SORT_PHASE = 'Sorting objects';

/**
 * The nodes whose id or preview has the text in it; `wanted` is in lower case. Ids and previews are made for each.
 * O(nodes). Throws HeapError `cancelled`.
 */
export function objectsWithText(
  { graph }: HeapAnalysis,
  nodes: Uint32Array,
  wanted: string,
  context: WorkContext,
): Uint32Array {
  return nodes.filter((node, row) => {
    if (row % TEXT_CHECK_INTERVAL === 0) checkIn(context, FILTER_PHASE, row, nodes.length);
    return (
      graph.idOf(node).toLowerCase().includes(wanted) || graph.previewOf(node).toLowerCase().includes(wanted)
    );
  });
}

/**
 * The nodes by a key, least first, equal ones in the order given. By size O(nodes); by id O(nodes) with an id made for
 * each; by preview O(nodes · log nodes), of more than 250,000 by the first six characters only. Throws HeapError
 * `cancelled`.
 */
export function sortObjects(
  heap: HeapAnalysis,
  nodes: Uint32Array,
  by: InstanceSortKey,
  context: WorkContext,
): Uint32Array {
  switch (by) {
    case 'shallow':
      return sortByColumn(nodes, heap.graph.shallowBytesOf);
    case 'retained':
      return sortByColumn(nodes, heap.retainedBytesOf);
    case 'id':
      return sortById(heap, nodes, context);
    case 'preview':
      return nodes.length <= MAX_FULL_PREVIEWS
        ? sortByPreview(heap, nodes, context)
        : sortByPrefix(heap, nodes, context);
  }
}

function sortById(heap: HeapAnalysis, nodes: Uint32Array, context: WorkContext): Uint32Array {
  const keys = new Float64Array(nodes.length);
  forEachRow(nodes, context, (node, row) => (keys[row] = numberOfId(heap.graph.idOf(node))));
  return inOrder(nodes, sortByNumber(keys));
}

function sortByPreview(heap: HeapAnalysis, nodes: Uint32Array, context: WorkContext): Uint32Array {
  const previews: string[] = [];
  forEachRow(nodes, context, (node) => previews.push(heap.graph.previewOf(node)));
  const rows = Uint32Array.from(nodes, (_, row) => row);
  rows.sort((a, b) => {
    if (previews[a] === previews[b]) return a - b;
    return previews[a] < previews[b] ? -1 : 1;
  });
  return inOrder(nodes, rows);
}

/** Two stable sorts, by characters 4–6 and then by 1–3, each three packed into one number. */
function sortByPrefix(heap: HeapAnalysis, nodes: Uint32Array, context: WorkContext): Uint32Array {
  const first = new Float64Array(nodes.length);
  const second = new Float64Array(nodes.length);
  forEachRow(nodes, context, (node, row) => {
    const preview = heap.graph.previewOf(node);
    first[row] = packedUnits(preview, 0);
    second[row] = packedUnits(preview, PREFIX_UNITS);
  });
  const bySecond = sortByNumber(second);
  const byBoth = sortByNumber(first.map((_, place) => first[bySecond[place]]));
  return inOrder(nodes, inOrder(bySecond, byBoth));
}

function forEachRow(
  nodes: Uint32Array,
  context: WorkContext,
  visit: (node: number, row: number) => void,
): void {
  for (let row = 0; row < nodes.length; row++) {
    if (row % TEXT_CHECK_INTERVAL === 0) checkIn(context, SORT_PHASE, row, nodes.length);
    visit(nodes[row], row);
  }
}

function sortByColumn(nodes: Uint32Array, column: Float64Array): Uint32Array {
  const keys = new Float64Array(nodes.length);
  for (let row = 0; row < nodes.length; row++) keys[row] = column[nodes[row]];
  return inOrder(nodes, sortByNumber(keys));
}

/** What stands in `values` at each of `places`. */
function inOrder(values: Uint32Array, places: Uint32Array): Uint32Array {
  const ordered = new Uint32Array(places.length);
  for (let index = 0; index < places.length; index++) ordered[index] = values[places[index]];
  return ordered;
}

/** `0x7f…` and `@123` as numbers; 0 for anything else. */
function numberOfId(id: string): number {
  const number = id.startsWith('@') ? Number(id.slice(1)) : Number(id);
  return Number.isSafeInteger(number) && number >= 0 ? number : 0;
}

/** Three UTF-16 units as one number that orders as they do. */
function packedUnits(text: string, from: number): number {
  let packed = 0;
  for (let index = from; index < from + PREFIX_UNITS; index++) {
    packed = packed * 0x1_0000 + (index < text.length ? text.charCodeAt(index) : 0);
  }
  return packed;
}
