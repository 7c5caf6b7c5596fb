import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../../base/cancellation.ts';
import type { CancelToken } from '../../base/cancellation.ts';
import type { AddressIndex } from '../../graph/address-index.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';

/** References as written, by nodes: those of node v are start[v] … start[v + 1] − 1. */
export interface NodeReferences {
  /** N + 1 offsets. */
  readonly start: Uint32Array;
  /** NO_NODE where the snapshot has no such object. */
  readonly target: Uint32Array;
  /** References to objects that are not there. */
  readonly dangling: number;
}

/** Finds the node of each reference. `words` are low and high word of addresses. O(references) expected. */
export function resolveReferences(
  start: Uint32Array,
  words: Uint32Array,
  index: AddressIndex,
  cancel: CancelToken,
): NodeReferences {
  const target = new Uint32Array(words.length >>> 1);
  let dangling = 0;
  for (let reference = 0; reference < target.length; reference++) {
    if (reference % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
    const node = index.find(words[2 * reference], words[2 * reference + 1]);
    target[reference] = node;
    if (node === NO_NODE) dangling++;
  }
  return { start, target, dangling };
}

/** Offsets (one more) from lengths; `further` is added to each length. O(N). */
export function offsetsOf(lengths: Uint32Array, further?: Uint32Array): Uint32Array {
  const start = new Uint32Array(lengths.length + 1);
  let total = 0;
  for (let at = 0; at < lengths.length; at++) {
    start[at] = total;
    total += lengths[at] + (further === undefined ? 0 : further[at]);
  }
  start[lengths.length] = total;
  return start;
}
