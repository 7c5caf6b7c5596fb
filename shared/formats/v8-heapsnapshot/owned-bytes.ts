import type { RawSnapshot } from './raw-snapshot.ts';
import { ROOT } from './raw-snapshot.ts';
import { isWeakEdge } from './edge-columns.ts';
import { stringsEqualTo } from './string-search.ts';

const UNVISITED = 0xffff_ffff;
const SEVERAL = 0xffff_fffe;
/** Memory of an external string, counted to the string. */
const EXTERNAL_STRING_DATA = 'system / ExternalStringData';

/**
 * Moves the bytes of V8's internal nodes (arrays, hidden nodes, external string data) that exactly one other node owns to
 * that owner, as DevTools does: the elements of an Array count as the Array's own bytes. Owned by one means: all ways to
 * it over edges that are not weak come, through internal nodes only, from the same node. Synthetic owners take no bytes.
 * Changes `nodes.bytes`. O(N + E) time, 4 bytes a node for the duration.
 */
export function moveOwnedBytes(raw: RawSnapshot): void {
  const ownerOf = findOwners(raw);
  const { bytes, rawType, count } = raw.nodes;
  const { synthetic } = raw.types;
  for (let node = 0; node < count; node++) {
    const owner = ownerOf[node];
    if (owner === node || owner === UNVISITED || owner === SEVERAL) continue;
    if (owner === ROOT || rawType[owner] === synthetic) continue;
    // Owners own themselves, so that no bytes move twice.
    bytes[owner] += bytes[node];
    bytes[node] = 0;
  }
}

/** The owner by node: itself for nodes users see; for internal ones the one node that owns them, SEVERAL or UNVISITED. */
function findOwners(raw: RawSnapshot): Uint32Array {
  const { nodes, edges } = raw;
  const { edgeStart, count } = nodes;
  const { target, kind } = edges;
  const { ownerOf, internals } = startingOwners(raw);
  // An internal node is put on the stack when its first owner is found and once more when there are several.
  const stack = new Uint32Array(2 * internals + 1);
  for (let start = 0; start < count; start++) {
    if (ownerOf[start] !== start) continue;
    let depth = 1;
    stack[0] = start;
    while (depth > 0) {
      const node = stack[--depth];
      const owner = ownerOf[node];
      const end = edgeStart[node + 1];
      for (let edge = edgeStart[node]; edge < end; edge++) {
        const to = target[edge];
        const known = ownerOf[to];
        if (known === to || known === owner || known === SEVERAL || isWeakEdge(kind[edge])) continue;
        ownerOf[to] = known === UNVISITED ? owner : SEVERAL;
        stack[depth++] = to;
      }
    }
  }
  return ownerOf;
}

function startingOwners(raw: RawSnapshot): { readonly ownerOf: Uint32Array; readonly internals: number } {
  const { rawType, name, count } = raw.nodes;
  const { hidden, array, native } = raw.types;
  const external = stringsEqualTo(raw.strings, EXTERNAL_STRING_DATA);
  const ownerOf = new Uint32Array(count);
  let internals = 0;
  for (let node = 0; node < count; node++) {
    const type = rawType[node];
    const isInternal = type === hidden || type === array || (type === native && external.has(name[node]));
    ownerOf[node] = isInternal ? UNVISITED : node;
    if (isInternal) internals++;
  }
  return { ownerOf, internals };
}
