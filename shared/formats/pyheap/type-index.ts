/** What a type's address says of its objects' records, as bits. */
export const IS_DICT = 1;
/** list or tuple. */
export const IS_SEQUENCE = 2;
export const IS_SET = 4;
/** dict, list, set, tuple: content is written, text is not. */
export const IS_CONTAINER = IS_DICT | IS_SEQUENCE | IS_SET;
/** One of the types whose attributes are written once for all. */
export const IS_COMMON = 8;
export const IS_STR = 16;

const FIRST_SLOTS = 1 << 9;

/** Types by address, numbered in the order in which they are first seen. */
export class TypeIndex {
  /** Low and high word of the address, by type. */
  readonly words: number[] = [];
  /** Bits, by type. */
  readonly flags: number[] = [];
  /** Number plus one, by open addressing. */
  private slots = new Uint32Array(FIRST_SLOTS);

  get count(): number {
    return this.flags.length;
  }

  /** The type's number; a type not seen before gets the next one. O(1) expected. */
  numberOf(low: number, high: number): number {
    const mask = this.slots.length - 1;
    let slot = hashWords(low, high) & mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const known = this.slots[slot] - 1;
      if (this.words[2 * known] === low && this.words[2 * known + 1] === high) return known;
    }
    this.words.push(low, high);
    this.slots[slot] = this.flags.push(0);
    if (this.count * 2 > this.slots.length) this.grow();
    return this.count - 1;
  }

  private grow(): void {
    this.slots = new Uint32Array(this.slots.length * 4);
    const mask = this.slots.length - 1;
    for (let type = 0; type < this.count; type++) {
      let slot = hashWords(this.words[2 * type], this.words[2 * type + 1]) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = type + 1;
    }
  }
}

function hashWords(low: number, high: number): number {
  const mixed = Math.imul((low >>> 4) ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1);
  return mixed ^ (mixed >>> 15);
}
