import type { EqualValues } from './equal-values.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import type { PythonMemory } from './python-memory.ts';

/** Names equal AdviceKind of the protocol, which a test holds. */
export type AdvisedKind =
  | 'slots'
  | 'constant-attributes'
  | 'duplicate-strings'
  | 'duplicate-bytes'
  | 'duplicate-tuples'
  | 'duplicate-numbers'
  | 'sparse-collections'
  | 'empty-collections'
  | 'boxed-numbers';

export interface AdvisedExample {
  readonly node: number;
  readonly count: number;
  readonly savedBytes: number;
}

export interface AttributeFacts {
  readonly name: string;
  readonly count: number;
  /** A node of the value that all have; null where it varies. */
  readonly constant: number | null;
}

/** One cure with its predicted saving. Nodes are node indices, bytes are bytes of RAM. */
export interface Advised {
  readonly kind: AdvisedKind;
  /** Type index; null where several are concerned. */
  readonly type: number | null;
  readonly count: number;
  readonly savedBytes: number;
  readonly how: string;
  readonly computed: string;
  readonly examples: readonly AdvisedExample[];
  readonly attributes: readonly AttributeFacts[];
  /** The objects concerned, ascending. At most O(N). */
  readonly nodes: () => Uint32Array;
}

/** What all kinds of advice look at. */
export interface AdviceInput {
  readonly heap: HeapAnalysis;
  readonly memory: PythonMemory;
  readonly equal: EqualValues;
  /** 1 bit a node: what is not code holds it (heldByData). */
  readonly byData: Uint8Array;
}

/** Greatest number of examples of one cure. */
export const MOST_EXAMPLES = 8;

/** The few examples that save most, greatest first; equal ones in the order they came. */
export class BestExamples {
  private readonly best: AdvisedExample[] = [];

  /** O(examples kept). */
  add(node: number, count: number, savedBytes: number): void {
    const { best } = this;
    const last = best.at(-1);
    if (best.length === MOST_EXAMPLES && last !== undefined && last.savedBytes >= savedBytes) return;
    let at = best.length;
    while (at > 0 && best[at - 1].savedBytes < savedBytes) at--;
    best.splice(at, 0, { node, count, savedBytes });
    if (best.length > MOST_EXAMPLES) best.pop();
  }

  /** Not to be changed. */
  get all(): readonly AdvisedExample[] {
    return this.best;
  }
}

/** Ascending nodes for which something holds. O(N). */
export function nodesWhere(nodeCount: number, holds: (node: number) => boolean): Uint32Array {
  let count = 0;
  for (let node = 1; node < nodeCount; node++) if (holds(node)) count++;
  const nodes = new Uint32Array(count);
  count = 0;
  for (let node = 1; node < nodeCount; node++) if (holds(node)) nodes[count++] = node;
  return nodes;
}
