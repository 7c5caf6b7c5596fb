import { LABEL_NONE } from '../../graph/edge-kinds.ts';

/** Up to here a look at all of them is faster than hashing. */
const FEW = 8;

/** What one object refers to beside its content, and by which attributes. Made once, filled for each object. */
export class ReferentSet {
  low = new Uint32Array(64);
  high = new Uint32Array(64);
  /** String index of the first attribute that is this referent, LABEL_NONE for none. */
  label = new Uint32Array(64);
  count = 0;
  /** Names after the first. */
  further: { readonly referent: number; readonly label: number }[] = [];
  /** Referent plus one, by open addressing; only used above FEW. */
  private slots = new Uint32Array(256);
  private mask = 0;

  /** Takes the `count` addresses at `at`; none has a name yet. O(count). */
  take(view: DataView, at: number, count: number): void {
    if (count > this.low.length) this.grow(2 * count);
    this.count = count;
    if (this.further.length > 0) this.further = [];
    for (let referent = 0; referent < count; referent++, at += 8) {
      this.high[referent] = view.getUint32(at);
      this.low[referent] = view.getUint32(at + 4);
      this.label[referent] = LABEL_NONE;
    }
    if (count > FEW) this.hash();
  }

  /** Which referent has this address, -1 for none. O(1) expected. */
  find(low: number, high: number): number {
    const { count } = this;
    if (count <= FEW) {
      for (let referent = 0; referent < count; referent++) {
        if (this.low[referent] === low && this.high[referent] === high) return referent;
      }
      return -1;
    }
    for (let slot = hashLow(low) & this.mask; ; slot = (slot + 1) & this.mask) {
      const referent = this.slots[slot] - 1;
      if (referent < 0 || (this.low[referent] === low && this.high[referent] === high)) return referent;
    }
  }

  /** An attribute of this name is the referent. O(1). */
  name(referent: number, label: number): void {
    if (this.label[referent] === LABEL_NONE) this.label[referent] = label;
    else this.further.push({ referent, label });
  }

  private hash(): void {
    const size = 2 ** (33 - Math.clz32(this.count));
    if (size > this.slots.length) this.slots = new Uint32Array(size);
    else this.slots.fill(0, 0, size);
    this.mask = size - 1;
    for (let referent = 0; referent < this.count; referent++) {
      let slot = hashLow(this.low[referent]) & this.mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = referent + 1;
    }
  }

  private grow(length: number): void {
    this.low = new Uint32Array(length);
    this.high = new Uint32Array(length);
    this.label = new Uint32Array(length);
  }
}

function hashLow(low: number): number {
  const mixed = Math.imul(low >>> 4, 0x9e37_79b1);
  return mixed ^ (mixed >>> 15);
}
