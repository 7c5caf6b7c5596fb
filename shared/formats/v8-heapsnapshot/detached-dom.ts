import { encodeUtf8 } from '../../base/text-codec.ts';
import { StringTable } from '../../graph/string-table.ts';
import type { EdgeColumns } from './edge-columns.ts';
import { isHiddenEdge, isWeakEdge } from './edge-columns.ts';
import type { NodeColumns } from './node-columns.ts';

const ATTACHED = 1;
const DETACHED = 2;
const PREFIX = 'Detached ';

/**
 * What Chrome knows of DOM nodes, carried on as DevTools does: what an attached node refers to is attached; what a
 * detached node refers to, and is not attached, is detached; neither goes on through JavaScript, because only nodes of
 * the embedder ("native") have a state. Detached nodes get the prefix "Detached " to their names: `nodes.name` is
 * changed, and the result is the string table with the new names behind the old ones. O(N + E) time where the file has
 * such states, nothing otherwise.
 */
export function nameDetachedNodes(
  nodes: NodeColumns,
  edges: EdgeColumns,
  strings: StringTable,
  nativeType: number,
): StringTable {
  const { domState } = nodes;
  if (domState === null || nativeType < 0) return strings;
  const renamed = new Map<number, number>();
  const visited = new Uint8Array(nodes.count);
  const queues: Record<typeof ATTACHED | typeof DETACHED, number[]> = { [ATTACHED]: [], [DETACHED]: [] };

  const visit = (node: number, state: number): void => {
    if (visited[node] === 1) return;
    visited[node] = 1;
    if (nodes.rawType[node] !== nativeType) return;
    domState[node] = state;
    if (state === DETACHED) nodes.name[node] = renamedIndex(renamed, nodes.name[node], strings.count);
    if (state === ATTACHED || state === DETACHED) queues[state].push(node);
  };
  const carryOn = (from: number, state: number): void => {
    for (let edge = nodes.edgeStart[from]; edge < nodes.edgeStart[from + 1]; edge++) {
      const kind = edges.kind[edge];
      if (!isWeakEdge(kind) && !isHiddenEdge(kind, edges.label[edge])) visit(edges.target[edge], state);
    }
  };

  for (let node = 0; node < nodes.count; node++) if (domState[node] !== 0) visit(node, domState[node]);
  drain(queues[ATTACHED], (node) => {
    carryOn(node, ATTACHED);
  });
  drain(queues[DETACHED], (node) => {
    carryOn(node, DETACHED);
  });
  return withPrefixed(strings, renamed);
}

function drain(queue: number[], take: (node: number) => void): void {
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) take(node);
}

function renamedIndex(renamed: Map<number, number>, name: number, oldCount: number): number {
  let index = renamed.get(name);
  if (index === undefined) {
    index = oldCount + renamed.size;
    renamed.set(name, index);
  }
  return index;
}

/** The bytes with room for `length`: where the reader made more than it used, without a copy. */
function withRoom(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.buffer.byteLength - bytes.byteOffset >= length)
    return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
  const longer = new Uint8Array(length);
  longer.set(bytes);
  return longer;
}

/** The table with "Detached " + each key of `renamed` behind it, in their order. */
function withPrefixed(strings: StringTable, renamed: ReadonlyMap<number, number>): StringTable {
  if (renamed.size === 0) return strings;
  const texts = [...renamed.keys()].map((name) => encodeUtf8(PREFIX + strings.get(name)));
  const oldLength = strings.start[strings.count];
  const bytes = withRoom(
    strings.bytes,
    texts.reduce((length, text) => length + text.length, oldLength),
  );
  const offsets = bytes.length > 0xffff_ffff ? Float64Array : Uint32Array;
  const start = new offsets(strings.count + texts.length + 1);
  start.set(strings.start);
  let end = oldLength;
  texts.forEach((text, at) => {
    bytes.set(text, end);
    end += text.length;
    start[strings.count + at + 1] = end;
  });
  return new StringTable(bytes, start);
}
