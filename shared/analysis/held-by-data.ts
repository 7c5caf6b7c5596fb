import { NO_NODE, ROLE_NAMES, hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { emptyBits } from './node-set.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const PHASE = 'Looking at references';

/**
 * 1 bit a node: a reachable object that is not code refers to it. What only code holds (names, constants, docstrings,
 * what modules and classes are made of) was not made by running the program, and advice about it would help nobody.
 * O(N + E) time, N / 8 bytes. Throws HeapError `cancelled`.
 */
export function heldByData(graph: HeapGraph, reachable: Uint8Array, context: WorkContext): Uint8Array {
  const { edgeStart, edgeTarget, nodeCount } = graph;
  const bits = emptyBits(nodeCount);
  const isCode = codeHolders(graph);
  inSlices(context, PHASE, nodeCount, (from, to) => {
    for (let node = Math.max(1, from); node < to; node++) {
      if (!hasBit(reachable, node) || isCode(node)) continue;
      for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge++) {
        bits[edgeTarget[edge] >> 3] |= 1 << (edgeTarget[edge] & 7);
      }
    }
  });
  return bits;
}

/** Whether a node is code, or the namespace of code. */
function codeHolders({ typeOf, typeRole, typeNames, ownerOfDict }: HeapGraph): (node: number) => boolean {
  const code = Uint8Array.from(typeNames, (name, type) =>
    ROLE_NAMES[typeRole[type]] === 'code' || name === 'module' ? 1 : 0,
  );
  return (node) => {
    if (code[typeOf[node]] === 1) return true;
    const owner = ownerOfDict === null ? NO_NODE : ownerOfDict[node];
    return owner !== NO_NODE && code[typeOf[owner]] === 1;
  };
}
