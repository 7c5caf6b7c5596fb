import { HeapError } from '../../base/errors.ts';
import type { ByteWindow } from './byte-window.ts';
import { MAX_ROWS, allocate, grown, roomFor } from './columns.ts';
import type { SnapshotHeader } from './header.ts';
import { readRows } from './integer-array.ts';
import type { RowValues } from './integer-array.ts';

/** The nodes as the file has them; later steps change names (detached DOM nodes) and sizes (owned nodes). */
export interface NodeColumns {
  readonly count: number;
  /** Index into the header's node types, by node. */
  readonly rawType: Uint8Array;
  /** String index, by node. */
  readonly name: Uint32Array;
  /** V8's object id, by node. */
  readonly id: Uint32Array | Float64Array;
  /** Bytes, by node. */
  readonly bytes: Float64Array;
  /** 0 unknown, 1 attached, 2 detached, by node; null when the file does not tell or all are unknown. */
  readonly domState: Uint8Array | null;
  /** First edge, by node, and one more. */
  readonly edgeStart: Uint32Array;
  /** Greatest string index used, for the check when the strings are known. */
  readonly maxName: number;
}

/** DevTools looks at two bits. */
const DOM_STATE_MASK = 3;

/** Takes rows of the nodes section apart. */
class NodeCollector {
  rawType: Uint8Array;
  name: Uint32Array;
  id: Uint32Array | Float64Array;
  bytes: Float64Array;
  /** Made when the first state comes: most files have none. */
  domState: Uint8Array | null = null;
  edgeStart: Uint32Array;
  edges = 0;
  maxName = 0;
  private readonly header: SnapshotHeader;
  private readonly window: ByteWindow;

  constructor(header: SnapshotHeader, window: ByteWindow) {
    this.header = header;
    this.window = window;
    const room = roomFor(header.nodeCount, header.node.width, window.remaining);
    this.rawType = allocate(Uint8Array, room);
    this.name = allocate(Uint32Array, room);
    this.id = allocate(Uint32Array, room);
    this.bytes = allocate(Float64Array, room);
    this.edgeStart = allocate(Uint32Array, room + 1);
  }

  take(values: RowValues, count: number, firstRow: number): void {
    const { header, window } = this;
    const rows = firstRow + count / header.node.width;
    const most = header.nodeCount;
    if (rows > most) throw window.corrupt(`there are more nodes than the ${most} of its header`);
    this.rawType = grown(this.rawType, rows, most);
    this.name = grown(this.name, rows, most);
    this.id = grown(this.id, rows, most);
    this.bytes = grown(this.bytes, rows, most);
    this.edgeStart = grown(this.edgeStart, rows + 1, most + 1);
    const domBits = this.put(values, count, firstRow);
    const hasStates = header.node.detachedness >= 0 && (domBits & DOM_STATE_MASK) !== 0;
    if (hasStates) this.putDomState(values, count, firstRow);
  }

  /** Gives the union of all DOM states, so that files without any are gone through once. */
  private put(values: RowValues, count: number, firstRow: number): number {
    const { width, type, name, id, selfSize, edgeCount, detachedness } = this.header.node;
    const domAt = detachedness >= 0 ? detachedness : type;
    const types = this.header.nodeTypes.length;
    const maxEdges = this.header.edgeCount;
    const { rawType, name: nameOf, bytes, edgeStart } = this;
    let { edges, maxName, id: idOf } = this;
    let domBits = 0;
    for (let at = 0, node = firstRow; at < count; at += width, node++) {
      const typeNumber = values[at + type];
      const nameNumber = values[at + name];
      const idNumber = values[at + id];
      if (typeNumber >= types)
        throw this.window.corrupt(`node ${node} is of a type that its header does not list`);
      if (idNumber > 0xffff_ffff && idOf instanceof Uint32Array) idOf = Float64Array.from(idOf);
      if (nameNumber > maxName) maxName = nameNumber;
      rawType[node] = typeNumber;
      nameOf[node] = nameNumber;
      idOf[node] = idNumber;
      bytes[node] = values[at + selfSize];
      domBits |= values[at + domAt];
      edges += values[at + edgeCount];
      edgeStart[node + 1] = edges;
      if (edges > maxEdges)
        throw this.window.corrupt(`node ${node} has edges beyond the ${maxEdges} of its header`);
    }
    this.id = idOf;
    this.edges = edges;
    this.maxName = maxName;
    return domBits;
  }

  private putDomState(values: RowValues, count: number, firstRow: number): void {
    const { width, detachedness } = this.header.node;
    const domState = grown(this.domState ?? new Uint8Array(0), this.rawType.length, this.header.nodeCount);
    for (let at = detachedness, node = firstRow; at < count; at += width, node++) {
      domState[node] = values[at] & DOM_STATE_MASK;
    }
    this.domState = domState;
  }
}

/**
 * Reads the nodes section. O(N) time; 21 to 26 bytes a node. Throws `truncated`, `corrupt` (not as many nodes as the
 * header says, unlisted types, more edges than the header says), `too-big`.
 */
export async function readNodes(window: ByteWindow, header: SnapshotHeader): Promise<NodeColumns> {
  if (header.nodeCount > MAX_ROWS || header.edgeCount > MAX_ROWS) {
    throw new HeapError(
      'too-big',
      `A V8 heap snapshot of ${header.nodeCount} nodes is more than can be numbered.`,
    );
  }
  const collector = new NodeCollector(header, window);
  const count = await readRows(window, header.node.width, (values, length, firstRow) => {
    collector.take(values, length, firstRow);
  });
  if (count !== header.nodeCount) {
    throw window.corrupt(`it has ${count} nodes, its header says ${header.nodeCount}`);
  }
  if (collector.edges !== header.edgeCount) {
    throw window.corrupt(
      `its nodes have ${collector.edges} edges together, its header says ${header.edgeCount}`,
    );
  }
  const { rawType, name, id, bytes, edgeStart, maxName } = collector;
  const domState = collector.domState === null ? null : grown(collector.domState, count, count);
  return { count, rawType, name, id, bytes, domState, edgeStart, maxName };
}
