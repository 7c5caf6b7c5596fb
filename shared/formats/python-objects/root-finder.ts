import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../../base/cancellation.ts';
import type { CancelToken } from '../../base/cancellation.ts';
import { visibleText } from '../../base/visible-text.ts';
import type { GraphBuilder, RootEdge } from '../../graph/graph-builder.ts';
import { edgeKind } from '../../graph/edge-kinds.ts';
import { ROOT_KIND_NAMES } from '../../graph/heap-graph.ts';
import type { RootKindText, RootTable } from '../../graph/heap-graph.ts';
import type { StringTableBuilder } from '../../graph/string-table-builder.ts';

const MAX_ROOT_NAME = 300;
const OTHER = edgeKind('other');

/** What keeps a node alive. */
export interface Root {
  readonly node: number;
  readonly kind: RootKindText;
  readonly name: string;
}

/**
 * Roots of a dump that does not name them. First what is alive by itself is added, then classes of the interpreter that
 * nothing reached holds, then what nothing in the dump refers to: garbage without a referrer does not exist in CPython,
 * its last reference frees it, so something outside holds it.
 */
export class RootFinder {
  private readonly builder: GraphBuilder;
  private readonly cancel: CancelToken;
  private readonly reached: Uint8Array;
  private readonly queue: Uint32Array;
  private readonly roots: Root[] = [];

  constructor(builder: GraphBuilder, cancel: CancelToken) {
    this.builder = builder;
    this.cancel = cancel;
    this.reached = new Uint8Array(builder.nodeCount);
    this.queue = new Uint32Array(builder.nodeCount);
  }

  /** Whether a root added so far reaches the node. O(1). */
  isReached(node: number): boolean {
    return this.reached[node] !== 0;
  }

  /** Adds a root, and marks all that it reaches. O(what it newly reaches). Throws `cancelled`. */
  add(node: number, kind: RootKindText, name: string): void {
    this.roots.push({ node, kind, name: visibleText(name, MAX_ROOT_NAME) });
    this.reach(node);
  }

  /** Adds each node that nothing but itself refers to and no root reaches. O(N + E). Throws `cancelled`. */
  addUnreferred(describe: (node: number) => Omit<Root, 'node'>): void {
    const { from, to, edgeTarget, nodeCount } = this.builder;
    const isReferred = new Uint8Array(nodeCount);
    for (let node = 1; node < nodeCount; node++) {
      for (let edge = from[node]; edge < to[node]; edge++) {
        if (edgeTarget[edge] !== node) isReferred[edgeTarget[edge]] = 1;
      }
    }
    for (let node = 1; node < nodeCount; node++) {
      if (isReferred[node] !== 0 || this.isReached(node)) continue;
      const { kind, name } = describe(node);
      this.add(node, kind, name);
    }
  }

  /** The table, in order of preference: by kind, `__main__` first, else as added. O(roots log roots). */
  table(strings: StringTableBuilder): RootTable {
    const ordered = this.roots.toSorted((a, b) => preference(a) - preference(b));
    return {
      count: ordered.length,
      node: Uint32Array.from(ordered, ({ node }) => node),
      kind: Uint8Array.from(ordered, ({ kind }) => ROOT_KIND_NAMES.indexOf(kind)),
      name: Uint32Array.from(ordered, ({ name }) => strings.intern(name)),
    };
  }

  private reach(root: number): void {
    const { reached, queue } = this;
    const { from, to, edgeTarget } = this.builder;
    if (reached[root] !== 0) return;
    reached[root] = 1;
    queue[0] = root;
    let queued = 1;
    for (let at = 0; at < queued; at++) {
      if (at % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(this.cancel);
      const end = to[queue[at]];
      for (let edge = from[queue[at]]; edge < end; edge++) {
        const target = edgeTarget[edge];
        if (reached[target] !== 0) continue;
        reached[target] = 1;
        queue[queued++] = target;
      }
    }
  }
}

function preference({ kind, name }: Root): number {
  return kind === 'module' && name === '__main__' ? -1 : ROOT_KIND_NAMES.indexOf(kind);
}

/** An edge of node 0 to each root, named as it. */
export function rootEdges(roots: RootTable): RootEdge[] {
  return Array.from(roots.node, (target, root) => ({ target, kind: OTHER, label: roots.name[root] }));
}
