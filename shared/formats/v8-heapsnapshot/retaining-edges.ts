import { edgeKind } from '../../graph/edge-kinds.ts';
import type { StringTable } from '../../graph/string-table.ts';
import { isShortcutEdge, isWeakEdge } from './edge-columns.ts';
import type { RawSnapshot } from './raw-snapshot.ts';
import { ROOT } from './raw-snapshot.ts';
import { pageOwned } from './user-roots.ts';

const INTERNAL = edgeKind('internal');

/**
 * The name V8 gives to both edges, from the table and from the key, that lead to a value of a WeakMap: "3 / part of key
 * (Foo @17) -> value (Bar @19) pair in WeakMap (table @21)". In three parts, because class names stand between and one
 * expression for all would try every way to split them.
 */
const EPHEMERON_HEAD = /^\d+ \/ part of key \(/;
const EPHEMERON_MIDDLE = / @\d+\) -> value \(/;
const EPHEMERON_TAIL = / @\d+\) pair in WeakMap \(table @(\d+)\)$/;
const LINE_END = /[\n\r\u2028\u2029]/;

/**
 * One bit an edge: whether it keeps its target alive, by exactly the rules of Chrome DevTools (see V8_RULES), whose
 * retained sizes follow from them. O(N + E) time, 1 bit an edge, 5 bytes a node for the duration.
 */
export function retainingEdges(raw: RawSnapshot): Uint8Array {
  const { nodes, edges } = raw;
  const { edgeStart, id } = nodes;
  const { kind, target, label } = edges;
  const isPage = pageOwned(raw);
  const mayBeEphemeron = ephemeronLike(raw.strings);
  const retains = new Uint8Array((edges.count + 7) >>> 3);
  for (let node = 0; node < nodes.count; node++) {
    const end = edgeStart[node + 1];
    const isRoot = node === ROOT;
    const entersPage = isPage !== null && !isRoot && isPage[node] === 0;
    for (let edge = edgeStart[node]; edge < end; edge++) {
      const to = target[edge];
      const edgeKindNumber = kind[edge];
      if (isWeakEdge(edgeKindNumber) || to === node) continue;
      if (!isRoot && isShortcutEdge(edgeKindNumber, label[edge])) continue;
      if (entersPage && isPage[to] === 1) continue;
      if (edgeKindNumber === INTERNAL && mayBeEphemeron.has(label[edge])) {
        if (ephemeronTable(raw.strings.get(label[edge])) === id[node]) continue;
      }
      retains[edge >>> 3] |= 1 << (edge & 7);
    }
  }
  return retains;
}

/** A set of string numbers, one bit each. */
class StringSet {
  private readonly bits: Uint8Array;

  constructor(count: number) {
    this.bits = new Uint8Array((count + 7) >>> 3);
  }

  add(index: number): void {
    this.bits[index >>> 3] |= 1 << (index & 7);
  }

  has(index: number): boolean {
    return (this.bits[index >>> 3] & (1 << (index & 7))) !== 0;
  }
}

/** Strings that begin with a digit and end with a parenthesis: a cheap look that spares nearly all the exact one. */
function ephemeronLike(strings: StringTable): StringSet {
  const { bytes, start, count } = strings;
  const found = new StringSet(count);
  for (let index = 0; index < count; index++) {
    const first = bytes[start[index]];
    const isLike = first >= 0x30 && first <= 0x39 && bytes[start[index + 1] - 1] === 0x29;
    if (isLike && start[index + 1] > start[index]) found.add(index);
  }
  return found;
}

/** The id of the WeakMap's table that an edge name speaks of; -1 when it is no such name. O(length of the name). */
export function ephemeronTable(name: string): number {
  const head = EPHEMERON_HEAD.exec(name);
  const tail = EPHEMERON_TAIL.exec(name);
  if (head === null || tail === null || tail.index < head[0].length || LINE_END.test(name)) return -1;
  return EPHEMERON_MIDDLE.test(name.slice(head[0].length, tail.index)) ? Number(tail[1]) : -1;
}
