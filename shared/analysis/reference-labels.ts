import { EDGE_KIND_NAMES, edgeKind } from '../graph/edge-kinds.ts';
import { NO_NODE } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { labelInOwner, labelOf } from '../graph/labels.ts';

const VALUE = edgeKind('value');
const KEY = edgeKind('key');
const ITEM = edgeKind('item');
const ELEMENT = edgeKind('element');
/** References of a mapping with more entries than this are data, not names: their keys are left out. */
const MAX_NAMED_ENTRIES = 100;
/** Any position, and any key of a large mapping. */
const ANY_ENTRY = '[…]';

/**
 * References told apart by how code would write them, but for what is data: `.name`, `['k']`, `local x`; any position
 * and any key of a mapping with more than a hundred entries as `[…]`. Equal texts have equal numbers.
 */
export class ReferenceLabels {
  private readonly graph: HeapGraph;
  private readonly numberOfText = new Map<string, number>();
  private readonly texts: string[] = [];
  /** By kind and label column, so that each text is made once. */
  private readonly known = new Map<number, number>();

  constructor(graph: HeapGraph) {
    this.graph = graph;
  }

  /** One more than the greatest number so far. */
  get count(): number {
    return this.texts.length;
  }

  /** The number of an edge of `source`. O(1) expected. */
  numberOf(source: number, edge: number): number {
    const { graph } = this;
    const kind = graph.edgeKind[edge];
    if (kind === ITEM || kind === ELEMENT) return this.number(ANY_ENTRY);
    if (kind === KEY) return this.number('key');
    let group: number = kind;
    if (kind === VALUE) {
      const owned = graph.ownerOfDict !== null && graph.ownerOfDict[source] !== NO_NODE;
      if (!owned && graph.edgeStart[source + 1] - graph.edgeStart[source] > 2 * MAX_NAMED_ENTRIES)
        return this.number(ANY_ENTRY);
      if (owned) group = EDGE_KIND_NAMES.length;
    }
    const place = group * 0x1_0000_0000 + graph.edgeLabel[edge];
    let number = this.known.get(place);
    if (number === undefined) {
      number = this.number(group === kind ? labelOf(graph, edge) : labelInOwner(graph, edge));
      this.known.set(place, number);
    }
    return number;
  }

  /** O(1). */
  textOf(number: number): string {
    return this.texts[number] ?? '';
  }

  /** The number of a text, which may be new. O(1) expected. */
  number(text: string): number {
    let number = this.numberOfText.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.numberOfText.set(text, number);
    }
    return number;
  }
}
