import { throwIfCancelled } from '../../base/cancellation.ts';
import type { CancelToken } from '../../base/cancellation.ts';
import { visibleText } from '../../base/visible-text.ts';
import type { AddressIndex } from '../../graph/address-index.ts';
import { CANCEL_CHECK_INTERVAL } from '../../base/cancellation.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';
import type { RootTable } from '../../graph/heap-graph.ts';
import type { StringTable } from '../../graph/string-table.ts';
import type { StringTableBuilder } from '../../graph/string-table-builder.ts';
import { IMMORTAL, KIND_WEAK, ROOT_C_HELD, ROOT_MODULE } from './layout.ts';
import type { Linked } from './link.ts';
import type { WrittenRoots } from './tables.ts';

const MAX_ROOT_NAME = 300;
const MAIN_MODULE = '__main__';

/** A root before the table is made. */
export interface Root {
  readonly node: number;
  readonly kind: number;
  readonly name: string;
}

/**
 * The roots that the file names and whose objects it has, in order of preference: by kind, `__main__` before other
 * modules, else as written. `missing` counts those without an object. O(roots log roots).
 */
export function writtenRoots(
  written: readonly WrittenRoots[],
  index: AddressIndex,
  strings: StringTable,
): { readonly roots: Root[]; readonly missing: number } {
  const roots: Root[] = [];
  let missing = 0;
  for (const { addressWords, name, kind } of written) {
    kind.forEach((each, row) => {
      const node = index.find(addressWords[2 * row], addressWords[2 * row + 1]);
      if (node === NO_NODE) missing++;
      else
        roots.push({
          node,
          kind: each,
          name: visibleText(strings.get(name[row], 4 * MAX_ROOT_NAME), MAX_ROOT_NAME),
        });
    });
  }
  roots.sort((a, b) => preference(a) - preference(b));
  return { roots, missing };
}

function preference({ kind, name }: Root): number {
  return kind === ROOT_MODULE && name === MAIN_MODULE ? -1 : kind;
}

/**
 * Objects that something outside of the heap holds: no root reaches them and their refcount is higher than the
 * references seen. Immortal objects' refcounts say nothing. O(N + E) time, 5 bytes a node meanwhile. Throws
 * `cancelled`.
 */
export function findHeldFromC(
  linked: Linked,
  refcountOf: Uint32Array,
  roots: readonly Root[],
  cancel: CancelToken,
): Root[] {
  const { seenReferences } = linked;
  const reached = reachedFrom(linked, roots, cancel);
  const held: Root[] = [];
  for (let node = 1; node < refcountOf.length; node++) {
    const unseen = refcountOf[node] - seenReferences[node];
    if (unseen <= 0 || refcountOf[node] === IMMORTAL || reached[node] !== 0) continue;
    const name = unseen === 1 ? '1 reference from C' : `${unseen} references from C`;
    held.push({ node, kind: ROOT_C_HELD, name });
  }
  return held;
}

/** 1 by node for what retaining references reach from the roots, breadth first. */
function reachedFrom({ builder }: Linked, roots: readonly Root[], cancel: CancelToken): Uint8Array {
  const { from, to, edgeTarget } = builder;
  const reached = new Uint8Array(builder.nodeCount);
  const queue = new Uint32Array(builder.nodeCount);
  let queued = 0;
  for (const { node } of roots) {
    if (reached[node] === 0) queue[queued++] = node;
    reached[node] = 1;
  }
  for (let at = 0; at < queued; at++) {
    if (at % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
    const end = to[queue[at]];
    for (let edge = from[queue[at]]; edge < end; edge++) {
      const target = edgeTarget[edge];
      if (reached[target] !== 0 || builder.kindAt(edge) === KIND_WEAK) continue;
      reached[target] = 1;
      queue[queued++] = target;
    }
  }
  return reached;
}

/** The table of all roots, in order of preference; names go into `strings`. O(roots log roots). */
export function rootTable(roots: Root[], strings: StringTableBuilder): RootTable {
  roots.sort((a, b) => preference(a) - preference(b));
  return {
    count: roots.length,
    node: Uint32Array.from(roots, ({ node }) => node),
    kind: Uint8Array.from(roots, ({ kind }) => kind),
    name: Uint32Array.from(roots, ({ name }) => strings.intern(name)),
  };
}
