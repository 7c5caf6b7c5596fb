const EMPTY = 0xffff_ffff;

/**
 * Groups nodes by a sequence of numbers each has (the names of its properties): open addressing over the sequences'
 * hashes, each group standing in the table by its first node. No key is stored, sequences are compared where they are.
 */
export class ShapeTable {
  /** Nodes in the group, by group. */
  readonly countOf: number[] = [];
  /** First node of the group, by group; groups are numbered in the order of their first nodes. */
  readonly firstOf: number[] = [];
  private slots = new Uint32Array(1 << 10).fill(EMPTY);
  private hashes: number[] = [];
  /** Unforeseeable, so that no file can be made whose sequences all meet in one slot. */
  readonly seed = (Math.random() * 0x1_0000_0000) >>> 0;
  private readonly isSame: (a: number, b: number) => boolean;

  /** `isSame` says whether two nodes have the same sequence. */
  constructor(isSame: (a: number, b: number) => boolean) {
    this.isSame = isSame;
  }

  get groups(): number {
    return this.countOf.length;
  }

  /** The group of `node`, whose sequence hashes to `hash`; `count` nodes are added to it. O(length) expected. */
  add(node: number, hash: number, count: number): number {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let group = this.slots[slot]; group !== EMPTY; group = this.slots[slot]) {
      if (this.hashes[group] === hash && this.isSame(this.firstOf[group], node)) {
        this.countOf[group] += count;
        return group;
      }
      slot = (slot + 1) & mask;
    }
    const group = this.groups;
    this.slots[slot] = group;
    this.countOf.push(count);
    this.firstOf.push(node);
    this.hashes.push(hash);
    if (2 * this.groups > this.slots.length) this.rehash();
    return group;
  }

  private rehash(): void {
    const slots = new Uint32Array(2 * this.slots.length).fill(EMPTY);
    const mask = slots.length - 1;
    for (let group = 0; group < this.groups; group++) {
      let slot = this.hashes[group] & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = group;
    }
    this.slots = slots;
  }
}
