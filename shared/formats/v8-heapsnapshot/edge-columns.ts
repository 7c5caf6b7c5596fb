import { LABEL_NONE, edgeKind } from '../../graph/edge-kinds.ts';
import type { EdgeKind, EdgeKindText } from '../../graph/edge-kinds.ts';
import type { ByteWindow } from './byte-window.ts';
import { allocate, grown, roomFor } from './columns.ts';
import type { SnapshotHeader } from './header.ts';
import { readRows } from './integer-array.ts';
import type { RowValues } from './integer-array.ts';

/** The edges as the graph keeps them. */
export interface EdgeColumns {
  readonly count: number;
  readonly target: Uint32Array;
  readonly kind: Uint8Array;
  /** String index, or position for elements; LABEL_NONE for hidden edges and edges of types not known here. */
  readonly label: Uint32Array;
  /** Greatest string index used, for the check when the strings are known. */
  readonly maxLabel: number;
}

const INTERNAL = edgeKind('internal');
const WEAK = edgeKind('weak');
const OTHER = edgeKind('other');

/** What the number "name_or_index" of an edge type means. */
type LabelMeaning = 'string' | 'position' | 'none';

const KIND_OF_TYPE: Readonly<Record<string, readonly [EdgeKindText, LabelMeaning]>> = {
  property: ['attribute', 'string'],
  element: ['element', 'position'],
  context: ['cell', 'string'],
  internal: ['internal', 'string'],
  // The number of a field inside V8, which means nothing to a reader of the heap.
  hidden: ['internal', 'none'],
  shortcut: ['other', 'string'],
  weak: ['weak', 'string'],
};

/**
 * V8's edge types can still be told from the columns, which saves one byte an edge: only internal edges are named, hidden
 * ones are not; only shortcuts are `other` with a name.
 */
export function isHiddenEdge(kind: number, label: number): boolean {
  return kind === INTERNAL && label === LABEL_NONE;
}

/** As isHiddenEdge. O(1). */
export function isShortcutEdge(kind: number, label: number): boolean {
  return kind === OTHER && label !== LABEL_NONE;
}

/** Whether the edge is weak. O(1). */
export function isWeakEdge(kind: number): boolean {
  return kind === WEAK;
}

/** Takes rows of the edges section apart. */
class EdgeCollector {
  target: Uint32Array;
  kind: Uint8Array;
  label: Uint32Array;
  maxLabel = 0;
  private readonly header: SnapshotHeader;
  private readonly window: ByteWindow;
  private readonly kindOfType: Uint8Array;
  private readonly meaningOfType: Uint8Array;

  constructor(header: SnapshotHeader, window: ByteWindow) {
    this.header = header;
    this.window = window;
    const room = roomFor(header.edgeCount, header.edge.width, window.remaining);
    this.target = allocate(Uint32Array, room);
    this.kind = allocate(Uint8Array, room);
    this.label = allocate(Uint32Array, room);
    const kinds = header.edgeTypes.map((type) => KIND_OF_TYPE[type] ?? (['other', 'none'] as const));
    this.kindOfType = Uint8Array.from(kinds, ([kind]): EdgeKind => edgeKind(kind));
    this.meaningOfType = Uint8Array.from(kinds, ([, meaning]) =>
      ['string', 'position', 'none'].indexOf(meaning),
    );
  }

  take(values: RowValues, count: number, firstRow: number): void {
    const rows = firstRow + count / this.header.edge.width;
    const most = this.header.edgeCount;
    if (rows > most) throw this.window.corrupt(`there are more edges than the ${most} of its header`);
    this.target = grown(this.target, rows, most);
    this.kind = grown(this.kind, rows, most);
    this.label = grown(this.label, rows, most);
    this.put(values, count, firstRow);
  }

  private put(values: RowValues, count: number, firstRow: number): void {
    const { width, type, name, target: targetAt } = this.header.edge;
    const { nodeCount } = this.header;
    const nodeWidth = this.header.node.width;
    // A product is faster than a division; half a unit keeps it clear of whole numbers, so that truncating is exact.
    const perNode = 1 / nodeWidth;
    const isNarrow = values instanceof Int32Array;
    const types = this.header.edgeTypes.length;
    const { target, kind, label, kindOfType, meaningOfType } = this;
    let { maxLabel } = this;
    for (let at = 0, edge = firstRow; at < count; at += width, edge++) {
      const typeNumber = values[at + type];
      const labelNumber = values[at + name];
      const targetNumber = values[at + targetAt];
      const quotient = (targetNumber + 0.5) * perNode;
      const node = isNarrow ? quotient | 0 : Math.trunc(quotient);
      if (typeNumber >= types)
        throw this.window.corrupt(`edge ${edge} is of a type that its header does not list`);
      if (node * nodeWidth !== targetNumber || node >= nodeCount) {
        throw this.window.corrupt(`edge ${edge} leads to ${targetNumber}, where no node begins`);
      }
      target[edge] = node;
      kind[edge] = kindOfType[typeNumber];
      const meaning = meaningOfType[typeNumber];
      label[edge] = meaning === 2 ? LABEL_NONE : labelNumber;
      if (meaning === 0 && labelNumber > maxLabel) maxLabel = labelNumber;
    }
    this.maxLabel = maxLabel;
  }
}

/**
 * Reads the edges section. O(E) time; 9 bytes an edge. Throws `truncated`, `corrupt` (not as many edges as the header
 * says, unlisted types, targets that are no node), `too-big`.
 */
export async function readEdges(window: ByteWindow, header: SnapshotHeader): Promise<EdgeColumns> {
  const collector = new EdgeCollector(header, window);
  const count = await readRows(window, header.edge.width, (values, length, firstRow) => {
    collector.take(values, length, firstRow);
  });
  if (count !== header.edgeCount) {
    throw window.corrupt(`it has ${count} edges, its header says ${header.edgeCount}`);
  }
  const { target, kind, label, maxLabel } = collector;
  return { count, target, kind, label, maxLabel };
}
