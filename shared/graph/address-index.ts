import { CANCEL_CHECK_INTERVAL, NEVER_CANCELLED, throwIfCancelled } from '../base/cancellation.ts';
import type { CancelToken } from '../base/cancellation.ts';
import { NO_NODE } from './heap-graph.ts';

/**
 * Address → node by open addressing. An address is a u64 as two u32 words (low, high), as in the file: exact for all
 * 64 bits (ARM tags the highest ones), where a double would lose what lies above 2^53. Slots hold nodes, the words
 * stay in the graph's address column: 5 to 11 bytes a node beside it.
 */
export class AddressIndex {
  private readonly words: Uint32Array;
  private readonly slots: Uint32Array;
  private readonly shift: number;
  /** Nodes whose address an earlier node has; they cannot be found. */
  readonly duplicates: number;

  /**
   * `words` holds low and high word of each node's address in turn. Node 0 and nodes of address 0 are not indexed.
   * O(N) time. Throws HeapError `cancelled`.
   */
  constructor(words: Uint32Array, cancel: CancelToken = NEVER_CANCELLED) {
    const nodeCount = words.length >>> 1;
    // At most three quarters full: probes stay short with the multiplicative hash below.
    const bits = Math.max(4, 32 - Math.clz32(Math.ceil((nodeCount * 4) / 3)));
    this.words = words;
    this.slots = new Uint32Array(2 ** bits);
    this.shift = 32 - bits;
    let duplicates = 0;
    for (let node = 1; node < nodeCount; node++) {
      if (node % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
      if (!this.insert(node)) duplicates++;
    }
    this.duplicates = duplicates;
  }

  /** The node at an address, NO_NODE when there is none. O(1) expected. */
  find(low: number, high: number): number {
    const { words, slots } = this;
    const mask = slots.length - 1;
    for (let slot = hashAddress(low, high, this.shift) & mask; ; slot = (slot + 1) & mask) {
      const node = slots[slot];
      if (node === 0) return NO_NODE;
      if (words[2 * node] === low && words[2 * node + 1] === high) return node;
    }
  }

  /** The node at an address, NO_NODE when there is none. O(1) expected; for single look-ups. */
  findAddress(address: bigint): number {
    return this.find(Number(address & 0xffff_ffffn), Number(address >> 32n));
  }

  /** Low and high word of each node's address in turn; not to be changed. O(1). */
  get idWords(): Uint32Array {
    return this.words;
  }

  /** The id of a node: its address as Python's repr has it, `0x0` for node 0. O(1). */
  idOf(node: number): string {
    return addressText(this.words[2 * node], this.words[2 * node + 1]);
  }

  /** The node of an id, hexadecimal or decimal; NO_NODE when there is none or it is no id. O(1) expected. */
  nodeOf(id: string): number {
    const address = parseAddress(id.trim());
    if (address === null) return NO_NODE;
    return address.low === 0 && address.high === 0 ? 0 : this.find(address.low, address.high);
  }

  private insert(node: number): boolean {
    const { words, slots } = this;
    const low = words[2 * node];
    const high = words[2 * node + 1];
    if (low === 0 && high === 0) return true;
    const mask = slots.length - 1;
    let slot = hashAddress(low, high, this.shift) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const other = slots[slot];
      if (words[2 * other] === low && words[2 * other + 1] === high) return false;
    }
    slots[slot] = node;
    return true;
  }
}

/**
 * Where probing begins, to be masked: multiplicative hashing (Knuth, TAOCP 3, 6.4) of the kilobyte that an address lies
 * in, plus its place there. Neighbours in memory, which refer to each other, so share cache lines: finding references
 * takes half the time of a hash that scatters them, at 1.6 probes each. Larger runs than a kilobyte pile up.
 */
function hashAddress(low: number, high: number, shift: number): number {
  return ((low >>> 4) & 63) + (Math.imul((low >>> 10) ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1) >>> shift);
}

/** An address as users see it: `0x7f00…`, as Python's repr has it. O(1). */
export function addressText(low: number, high: number): string {
  return high === 0 ? `0x${low.toString(16)}` : `0x${high.toString(16)}${low.toString(16).padStart(8, '0')}`;
}

/**
 * The words of an address written in hexadecimal (`0x7f…`, as repr shows it) or decimal (as `id()` prints it); null
 * for anything else. O(1).
 */
export function parseAddress(text: string): { readonly low: number; readonly high: number } | null {
  if (!/^(0x[0-9a-f]{1,16}|[0-9]{1,20})$/iu.test(text)) return null;
  const value = BigInt(text);
  if (value >= 1n << 64n) return null;
  return { low: Number(value & 0xffff_ffffn), high: Number(value >> 32n) };
}
