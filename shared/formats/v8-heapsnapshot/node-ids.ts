import { NO_NODE } from '../../graph/heap-graph.ts';

const ID = /^@(0|[1-9][0-9]{0,15})$/;

/** Nodes by V8's object id. The index is made when first asked: 8 to 16 bytes a node. */
export class NodeIds {
  private readonly idOf: Uint32Array | Float64Array;
  private slots: Uint32Array | null = null;

  constructor(idOf: Uint32Array | Float64Array) {
    this.idOf = idOf;
  }

  /** `@123`. O(1). */
  text(node: number): string {
    return `@${this.idOf[node]}`;
  }

  /** Low and high word of each node's id in turn. O(N), 8 N bytes. */
  words(): Uint32Array {
    const words = new Uint32Array(2 * this.idOf.length);
    for (let node = 0; node < this.idOf.length; node++) {
      words[2 * node] = this.idOf[node];
      words[2 * node + 1] = this.idOf[node] / 0x1_0000_0000;
    }
    return words;
  }

  /** The node of `@123`, the first where an id repeats; NO_NODE when there is none. O(1) expected, O(N) the first time. */
  node(text: string): number {
    const digits = ID.exec(text)?.[1];
    if (digits === undefined) return NO_NODE;
    const id = Number(digits);
    const slots = (this.slots ??= this.index());
    const mask = slots.length - 1;
    let slot = slotOf(id) & mask;
    while (slots[slot] !== NO_NODE && this.idOf[slots[slot]] !== id) slot = (slot + 1) & mask;
    return slots[slot];
  }

  private index(): Uint32Array {
    const { idOf } = this;
    let size = 16;
    while (size < 2 * idOf.length) size *= 2;
    const slots = new Uint32Array(size).fill(NO_NODE);
    for (let node = 0; node < idOf.length; node++) {
      let slot = slotOf(idOf[node]) & (size - 1);
      while (slots[slot] !== NO_NODE && idOf[slots[slot]] !== idOf[node]) slot = (slot + 1) & (size - 1);
      if (slots[slot] === NO_NODE) slots[slot] = node;
    }
    return slots;
  }
}

/** Unforeseeable, so that no file can be made whose ids all meet in one slot. */
const seed = (Math.random() * 0x1_0000_0000) >>> 0;

/** V8 gives out ids in steps of two, embedders addresses: mixing (MurmurHash3's) spreads both. */
function slotOf(id: number): number {
  let mixed = seed ^ (id >>> 0) ^ Math.imul(Math.trunc(id / 0x1_0000_0000), 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
