import { NO_NODE } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** Types whose objects are equal when their contents are, and may stand for one another. */
const VALUE_TYPES: ReadonlySet<string> = new Set([
  ...['str', 'bytes', 'int', 'float', 'complex', 'unicode', 'long'],
  '(string)',
]);
/** Types whose objects have no hash: a tuple with one of them inside cannot be a key of the dict that interns it. */
const UNHASHABLE: ReadonlySet<string> = new Set([
  ...['list', 'dict', 'set', 'bytearray', 'collections.OrderedDict', 'collections.defaultdict'],
  ...['collections.deque', 'collections.Counter', 'array.array', 'numpy.ndarray'],
]);
const TUPLE = 'tuple';
const CUT = '…';
const PHASE = 'Finding equal values';
/** Tuples inside of tuples are told apart up to this depth; deeper ones count as different. */
const MOST_ROUNDS = 8;

/** Which objects are equal. */
export interface EqualValues {
  /** By node: the first node of an equal value of its type; the node itself where it is the first, or not known. */
  readonly firstOf: Uint32Array;
}

/**
 * Finds equal texts, bytes and numbers, by hash and size (where a snapshot has no hashes by preview, cut ones not at
 * all), and tuples that consist of equal values and the same objects, item by item; those with items that cannot be
 * hashed are left apart. O(N + E of tuples) expected, times the depth of tuples in tuples; 12 N bytes while it runs, 4 N
 * kept. Throws HeapError `cancelled`.
 */
export function findEqualValues(graph: HeapGraph, context: WorkContext): EqualValues {
  const firstOf = new Uint32Array(graph.nodeCount);
  for (let node = 0; node < firstOf.length; node++) firstOf[node] = node;
  joinValues(graph, firstOf, context);
  joinTuples(graph, firstOf, context);
  return { firstOf };
}

/** Nodes by a number of 53 bits, with open addressing: a place holds the first node of each. */
class FirstNodes {
  private readonly places: Uint32Array;
  private readonly mask: number;

  /** Room for so many nodes. */
  constructor(count: number) {
    let size = 16;
    while (size < 2 * count) size *= 2;
    this.places = new Uint32Array(size).fill(NO_NODE);
    this.mask = size - 1;
  }

  /** The node put in before to which this one is equal, or the node itself, put in now. O(1) expected. */
  find(node: number, hash: number, isEqual: (other: number) => boolean): number {
    let place = mixed(hash) & this.mask;
    for (;;) {
      const other = this.places[place];
      if (other === NO_NODE) {
        this.places[place] = node;
        return node;
      }
      if (isEqual(other)) return other;
      place = (place + 1) & this.mask;
    }
  }
}

/** 32 bits of a number of up to 53, every bit of it in each. */
function mixed(hash: number): number {
  const high = Math.floor(hash / 0x1_0000_0000);
  let bits = Math.imul((hash | 0) ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 15), 0xc2b2_ae35);
  return (bits ^ (bits >>> 13)) >>> 0;
}

function joinValues(graph: HeapGraph, firstOf: Uint32Array, context: WorkContext): void {
  const { typeOf, typeNames, shallowBytesOf, nodeCount } = graph;
  const isValue = typeNames.map((name) => VALUE_TYPES.has(name));
  let count = 0;
  for (let node = 1; node < nodeCount; node++) if (isValue[typeOf[node]]) count++;
  const table = new FirstNodes(count);
  const hashOf = new Float64Array(nodeCount).fill(Number.NaN);
  const valueHash = hasher(graph);
  inSlices(context, PHASE, nodeCount, (from, to) => {
    for (let node = Math.max(1, from); node < to; node++) {
      const type = typeOf[node];
      if (!isValue[type]) continue;
      const hash = valueHash(node);
      if (Number.isNaN(hash)) continue;
      hashOf[node] = hash;
      const bytes = shallowBytesOf[node];
      firstOf[node] = table.find(
        node,
        hash + type,
        (other) => hashOf[other] === hash && typeOf[other] === type && shallowBytesOf[other] === bytes,
      );
    }
  });
}

function hasher(graph: HeapGraph): (node: number) => number {
  const { hashOf } = graph;
  return (node) => {
    const hash = hashOf?.[node] ?? Number.NaN;
    if (!Number.isNaN(hash)) return hash;
    if (graph.valueHashOf !== undefined) return graph.valueHashOf(node);
    return hashOfPreview(graph.previewOf(node));
  };
}

/** 53 bits of a preview; NaN where it is cut, or there is none. O(length). */
function hashOfPreview(text: string): number {
  if (text === '' || text.includes(CUT)) return Number.NaN;
  let low = 0x811c_9dc5;
  let high = 0x9e37_79b9;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x0100_0193);
    high = Math.imul(high ^ unit, 0x85eb_ca6b) ^ (high >>> 15);
  }
  return (low >>> 0) + (high & 0x1f_ffff) * 0x1_0000_0000;
}

/** Round by round from the inside out: tuples of values, tuples of those, and so on, until nothing more is equal. */
function joinTuples(graph: HeapGraph, firstOf: Uint32Array, context: WorkContext): void {
  const tupleType = graph.typeNames.indexOf(TUPLE);
  if (tupleType < 0) return;
  const tuples = hashableTuples(graph, tupleType, context);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (!joinOnce(graph, firstOf, tuples, context)) return;
  }
}

/** Whether any tuple is newly known to be equal to another. */
function joinOnce(
  graph: HeapGraph,
  firstOf: Uint32Array,
  tuples: Uint32Array,
  context: WorkContext,
): boolean {
  const { edgeStart, edgeTarget, lengthOf } = graph;
  const table = new FirstNodes(tuples.length);
  let changed = false;
  inSlices(context, PHASE, tuples.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const node = tuples[row];
      const start = edgeStart[node];
      const length = edgeStart[node + 1] - start;
      if (length === 0 || (lengthOf !== null && lengthOf[node] !== length)) continue;
      let hash = length;
      for (let at = 0; at < length; at++)
        hash = Math.imul(hash ^ firstOf[edgeTarget[start + at]], 0x0100_0193) + at;
      const first = table.find(node, hash >>> 0, (other) => {
        const begin = edgeStart[other];
        if (edgeStart[other + 1] - begin !== length) return false;
        for (let at = 0; at < length; at++) {
          if (firstOf[edgeTarget[begin + at]] !== firstOf[edgeTarget[start + at]]) return false;
        }
        return true;
      });
      if (firstOf[node] === first) continue;
      firstOf[node] = first;
      changed = true;
    }
  });
  return changed;
}

/** Tuples without an item that cannot be hashed, ascending; of their items' items only tuples' are looked at. */
function hashableTuples(graph: HeapGraph, tupleType: number, context: WorkContext): Uint32Array {
  const { typeOf, typeNames, edgeStart, edgeTarget, nodeCount } = graph;
  const unhashable = typeNames.map((name) => UNHASHABLE.has(name));
  const bad = new Uint8Array(nodeCount);
  let more = true;
  for (let round = 0; more && round < MOST_ROUNDS; round++) {
    more = false;
    inSlices(context, PHASE, nodeCount, (from, to) => {
      for (let node = from; node < to; node++) {
        if (typeOf[node] !== tupleType || bad[node] === 1) continue;
        for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge++) {
          const item = edgeTarget[edge];
          if (!unhashable[typeOf[item]] && bad[item] === 0) continue;
          bad[node] = 1;
          more = true;
          break;
        }
      }
    });
  }
  const isGood = (node: number): boolean => typeOf[node] === tupleType && bad[node] === 0;
  let count = 0;
  for (let node = 1; node < nodeCount; node++) if (isGood(node)) count++;
  const found = new Uint32Array(count);
  for (let node = nodeCount - 1; node > 0; node--) if (isGood(node)) found[--count] = node;
  return found;
}
