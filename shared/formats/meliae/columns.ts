import { growableFloat64, growableUint32, growableUint8 } from '../../graph/growable-column.ts';

/** JSON bytes kept of a value or name: a hundred characters of six bytes each, and some. */
export const MAX_TEXT_BYTES = 700;
const MAX_ALL_TEXT_BYTES = 0xffff_ffff;

/** What stands in the text of a node. */
export const TEXT_NONE = 0;
/** The inside of a JSON string: the object's value. */
export const TEXT_VALUE = 1;
/** A JSON number. */
export const TEXT_NUMBER = 2;
/** The inside of a JSON string: a name. */
export const TEXT_NAME = 3;

/**
 * What the file says, by node, growing as objects come; references are still addresses. Node 0 is the synthetic root.
 * Addresses are kept in a hash as well: a line that repeats an object is passed over.
 */
export class Columns {
  /** Low and high word of the address, by node. */
  addressWords = new Uint32Array(1 << 12);
  nodeCount = 1;
  /** String index of `type`. */
  readonly typeName = growableUint32();
  readonly shallowBytes = growableFloat64();
  /** `len`, NaN for none. */
  readonly length = growableFloat64();
  readonly referenceCount = growableUint32();
  readonly targetWords = growableUint32();
  readonly textKind = growableUint8();
  readonly textLength = growableUint32();
  readonly textBytes = growableUint8();
  textsLeftOut = 0;
  private slots = new Uint32Array(1 << 12);

  constructor() {
    this.typeName.push(0);
    this.shallowBytes.push(0);
    this.length.push(Number.NaN);
    this.referenceCount.push(0);
    this.textKind.push(TEXT_NONE);
    this.textLength.push(0);
  }

  /** Takes the address as that of the next node; false if an earlier one has it. Amortised O(1). */
  addAddress(low: number, high: number): boolean {
    const mask = this.slots.length - 1;
    let slot = hashWords(low, high) & mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const known = this.slots[slot];
      if (this.addressWords[2 * known] === low && this.addressWords[2 * known + 1] === high) return false;
    }
    const node = this.nodeCount++;
    if (2 * node + 2 > this.addressWords.length) this.growAddresses();
    this.addressWords[2 * node] = low;
    this.addressWords[2 * node + 1] = high;
    this.slots[slot] = node;
    if (2 * this.nodeCount > this.slots.length) this.growSlots();
    return true;
  }

  /** The text of the last node, in UTF-8 as it stands in JSON. */
  addText(kind: number, json: Uint8Array): void {
    const fits = this.textBytes.length + json.length <= MAX_ALL_TEXT_BYTES;
    if (!fits) this.textsLeftOut++;
    const kept = fits ? json.subarray(0, MAX_TEXT_BYTES) : json.subarray(0, 0);
    this.textKind.push(fits ? kind : TEXT_NONE);
    this.textLength.push(kept.length);
    this.textBytes.append(kept);
  }

  private growAddresses(): void {
    const grown = new Uint32Array(2 * this.addressWords.length);
    grown.set(this.addressWords);
    this.addressWords = grown;
  }

  private growSlots(): void {
    this.slots = new Uint32Array(4 * this.slots.length);
    const mask = this.slots.length - 1;
    for (let node = 1; node < this.nodeCount; node++) {
      let slot = hashWords(this.addressWords[2 * node], this.addressWords[2 * node + 1]) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = node;
    }
  }

  /** The hash is only needed while lines come. */
  freeHash(): void {
    this.slots = new Uint32Array(16);
  }
}

function hashWords(low: number, high: number): number {
  const mixed = Math.imul((low >>> 4) ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1);
  return mixed ^ (mixed >>> 15);
}
