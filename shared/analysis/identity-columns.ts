import type { HeapGraph } from '../graph/heap-graph.ts';
import { parseAddress } from '../graph/address-index.ts';
import type { NodeSet } from './node-set.ts';
import { sortByNumber } from './sort-by-number.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** What tells one process from another, as far as a snapshot knows. */
export interface ProcessOfIdentity {
  readonly format: string;
  readonly language: 'python' | 'javascript';
  readonly pid: number | null;
  readonly argv: readonly string[];
  readonly python: string | null;
}

/**
 * The objects of a snapshot by id, so that another snapshot can find its own among them. Rows are objects, ascending by
 * id. 12 bytes an object in shared memory: threads look at it together, none copies it.
 */
export interface IdentityColumns {
  readonly process: ProcessOfIdentity;
  readonly typeNames: readonly string[];
  /** Upper words of ids, ascending, each once; few. */
  readonly high: readonly number[];
  /** First row by upper word; one longer. */
  readonly highStart: readonly number[];
  /** Lower word of the id, by row. */
  readonly low: Uint32Array;
  /** Index into typeNames, by row. */
  readonly type: Uint32Array;
  /** Of values that cannot change a mix of their content, of all else the length and 1; by row. 0: not known. */
  readonly stamp: Uint32Array;
}

/** A snapshot's own columns, with the node of each row. 4 bytes an object beside the columns. */
export interface OwnIdentity {
  readonly columns: IdentityColumns;
  readonly nodeAt: Uint32Array;
}

/** Values that live and die as they are: their content tells whether an address has been given to another one. */
export const VALUE_TYPES: ReadonlySet<string> = new Set(['str', 'bytes', 'int', 'float', 'complex', 'bool']);

const PHASE = 'Indexing ids';
const WORD = 0x1_0000_0000;
const MAX_LENGTH = 0xffff_fffe;

/**
 * The identity of some nodes (those that are counted as objects). O(N) with a few passes of radix sort; 28 bytes an
 * object while it runs, 16 kept. Throws HeapError `cancelled`.
 */
export function identityOf(graph: HeapGraph, objects: NodeSet, context: WorkContext): OwnIdentity {
  const words = graph.idWords?.() ?? wordsOfTexts(graph);
  const nodeAt = nodesById(words, objects.nodes);
  const low = new Uint32Array(sharedBytes(nodeAt.length));
  const type = new Uint32Array(sharedBytes(nodeAt.length));
  const stamp = new Uint32Array(sharedBytes(nodeAt.length));
  const high: number[] = [];
  const highStart: number[] = [];
  const stampOf = stamps(graph);
  inSlices(context, PHASE, nodeAt.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const node = nodeAt[row];
      low[row] = words[2 * node];
      type[row] = graph.typeOf[node];
      stamp[row] = stampOf(node);
      if (words[2 * node + 1] === high.at(-1)) continue;
      high.push(words[2 * node + 1]);
      highStart.push(row);
    }
  });
  highStart.push(nodeAt.length);
  const process = processOf(graph);
  return { nodeAt, columns: { process, typeNames: graph.typeNames, high, highStart, low, type, stamp } };
}

/** Shared memory for so many u32. */
function sharedBytes(count: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * count);
}

function processOf({ facts }: HeapGraph): ProcessOfIdentity {
  const { format, language, process } = facts;
  return {
    ...{ format, language },
    pid: process?.pid ?? null,
    argv: process?.argv ?? [],
    python: process?.python ?? null,
  };
}

function stamps(graph: HeapGraph): (node: number) => number {
  const { typeOf, typeNames, lengthOf } = graph;
  const isValue = typeNames.map((name) => VALUE_TYPES.has(name));
  return (node) => {
    if (isValue[typeOf[node]]) return graph.contentOf?.(node) ?? 0;
    const length = lengthOf === null ? Number.NaN : lengthOf[node];
    return length >= 0 && length <= MAX_LENGTH ? length + 1 : 0;
  };
}

/** Nodes ascending by id. Above 53 bits one number does not hold an id: then by its lower word, and stably by the upper. */
function nodesById(words: Uint32Array, nodes: Uint32Array): Uint32Array {
  const wide = nodes.some((node) => words[2 * node + 1] >= 0x20_0000);
  const sorted = (from: Uint32Array, key: (node: number) => number): Uint32Array =>
    sortByNumber(Float64Array.from(from, key)).map((row) => from[row]);
  if (!wide) return sorted(nodes, (node) => words[2 * node + 1] * WORD + words[2 * node]);
  return sorted(
    sorted(nodes, (node) => words[2 * node]),
    (node) => words[2 * node + 1],
  );
}

/** For graphs that have their ids as texts only: `0x7f…` and `@123`; 0 for anything else. */
function wordsOfTexts(graph: HeapGraph): Uint32Array {
  const words = new Uint32Array(2 * graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) {
    const address = parseAddress(graph.idOf(node).replace(/^@/u, ''));
    words[2 * node] = address?.low ?? 0;
    words[2 * node + 1] = address?.high ?? 0;
  }
  return words;
}
