import type { StringTableBuilder } from '../../graph/string-table-builder.ts';

const FIRST_SLOTS = 1 << 10;
const NAME_IS_FREE = 0;

/**
 * Names that come again and again, as bytes of UTF-8: each becomes one string of the table, found by its bytes without
 * being decoded.
 */
export class NameTable {
  private readonly strings: StringTableBuilder;
  /** Index of a name plus one, by open addressing. */
  private slots = new Uint32Array(FIRST_SLOTS);
  private hashOf: number[] = [];
  private names: Uint8Array[] = [];
  private indexOf: number[] = [];

  constructor(strings: StringTableBuilder) {
    this.strings = strings;
  }

  /** The string index of the name in `bytes[from, to)`. O(length) expected. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashBytes(bytes, from, to);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (; this.slots[slot] !== NAME_IS_FREE; slot = (slot + 1) & mask) {
      const known = this.slots[slot] - 1;
      if (this.hashOf[known] === hash && isSame(this.names[known], bytes, from, to))
        return this.indexOf[known];
    }
    const name = bytes.slice(from, to);
    const index = this.strings.addBytes(name);
    this.hashOf.push(hash);
    this.names.push(name);
    this.slots[slot] = this.indexOf.push(index);
    if (this.indexOf.length * 2 > this.slots.length) this.grow();
    return index;
  }

  private grow(): void {
    this.slots = new Uint32Array(this.slots.length * 4);
    const mask = this.slots.length - 1;
    this.hashOf.forEach((hash, name) => {
      let slot = hash & mask;
      while (this.slots[slot] !== NAME_IS_FREE) slot = (slot + 1) & mask;
      this.slots[slot] = name + 1;
    });
  }
}

function isSame(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let at = 0; at < name.length; at++) if (name[at] !== bytes[from + at]) return false;
  return true;
}

/** FNV-1a, 32 bits. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c_9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at], 0x0100_0193);
  return hash ^ (hash >>> 15);
}
