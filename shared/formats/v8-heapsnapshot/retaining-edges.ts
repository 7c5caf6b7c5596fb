import { LABEL_NONE, edgeKind } from '../../graph/edge-kinds.ts';
import { hasBit } from '../../graph/heap-graph.ts';
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
 * 1 bit an edge: whether it keeps its target alive, by exactly the rules of Chrome DevTools (see V8_RULES), whose
 * retained sizes follow from them. O(N + E) time, 1 bit an edge; for the duration up to 4 bytes a node, and the names
 * of edges to values in WeakMaps.
 */
export function retainingEdges(raw: RawSnapshot): Uint8Array {
  const { nodes, edges, strings } = raw;
  const { edgeStart, id } = nodes;
  const { kind, target, label } = edges;
  const pageBits = pageOwned(raw);
  const mayBeEphemeron = ephemeronLike(strings);
  const tableOfName = new Map<number, number>();
  const retains = new Uint8Array((edges.count + 7) >>> 3);
  for (let node = 0; node < nodes.count; node++) {
    const end = edgeStart[node + 1];
    const isRoot = node === ROOT;
    const entersPage = pageBits !== null && !isRoot && !hasBit(pageBits, node);
    for (let edge = edgeStart[node]; edge < end; edge++) {
      const to = target[edge];
      const kindNumber = kind[edge];
      if (isWeakEdge(kindNumber) || to === node) continue;
      if (entersPage && hasBit(pageBits, to)) continue;
      if (kindNumber === INTERNAL) {
        const name = label[edge];
        const isLike =
          name !== LABEL_NONE && hasBit(mayBeEphemeron, name) && endsWithId(strings, name, id[node]);
        if (isLike && tableNamed(strings, name, tableOfName) === id[node]) continue;
      } else if (!isRoot && isShortcutEdge(kindNumber, label[edge])) continue;
      retains[edge >>> 3] |= 1 << (edge & 7);
    }
  }
  return retains;
}

/** Whether the name ends as that of a table with this id would: of the two edges to a value, only the table's does. */
function endsWithId({ bytes, start }: StringTable, name: number, id: number): boolean {
  let at = start[name + 1] - 2; // before the parenthesis
  let left = id;
  do {
    if (bytes[at--] !== 0x30 + (left % 10)) return false;
    left = Math.floor(left / 10);
  } while (left > 0);
  while (bytes[at] === 0x30) at--;
  return at >= start[name] && bytes[at] === 0x40;
}

/** As ephemeronTable; both edges to a value have one name, and a made-up file could have a long one a million times. */
function tableNamed(strings: StringTable, name: number, known: Map<number, number>): number {
  let table = known.get(name);
  if (table === undefined) {
    table = ephemeronTable(strings.get(name));
    known.set(name, table);
  }
  return table;
}

/** 1 bit a string: it begins with a digit and ends with a parenthesis; a cheap look that spares nearly all the exact one. */
function ephemeronLike(strings: StringTable): Uint8Array {
  const { bytes, start, count } = strings;
  const found = new Uint8Array((count + 7) >>> 3);
  for (let index = 0; index < count; index++) {
    if (start[index + 1] === start[index]) continue;
    const first = bytes[start[index]];
    const isLike = first >= 0x30 && first <= 0x39 && bytes[start[index + 1] - 1] === 0x29;
    if (isLike) found[index >>> 3] |= 1 << (index & 7);
  }
  return found;
}

/** The id of the WeakMap's table that an edge name speaks of; -1 when it is no such name. O(length of the name). */
export function ephemeronTable(name: string): number {
  const head = EPHEMERON_HEAD.exec(name);
  const tail = EPHEMERON_TAIL.exec(name);
  if (head === null || tail === null || LINE_END.test(name)) return -1;
  return EPHEMERON_MIDDLE.test(name.slice(head[0].length, tail.index)) ? Number(tail[1]) : -1;
}
