import { encodeUtf8 } from '../base/text-codec.ts';
import { growableFloat64, growableUint8 } from './growable-column.ts';
import { StringTable } from './string-table.ts';

const MAX_UINT32 = 0xffff_ffff;

/** Collects strings, as text or as UTF-8, into one StringTable. Every string added is a new entry but for `intern`. */
export class StringTableBuilder {
  private readonly bytes = growableUint8();
  private readonly start = growableFloat64();
  private readonly interned = new Map<string, number>();

  constructor() {
    this.start.push(0);
  }

  /** Strings so far: the index of the next one. O(1). */
  get count(): number {
    return this.start.length - 1;
  }

  /** Adds `text`; its index comes back. O(length). */
  add(text: string): number {
    return this.addBytes(encodeUtf8(text));
  }

  /** Adds a string that is UTF-8 already; its index comes back. O(length). */
  addBytes(utf8: Uint8Array): number {
    this.bytes.append(utf8);
    this.start.push(this.bytes.length);
    return this.count - 1;
  }

  /**
   * Adds strings that stand end to end in `utf8`. `byteLengths` must sum up to its length. O(length).
   */
  addAll(byteLengths: Uint32Array, utf8: Uint8Array): void {
    let end = this.bytes.length;
    this.bytes.append(utf8);
    for (const length of byteLengths) {
      end += length;
      this.start.push(end);
    }
  }

  /** Adds all strings of a table, in its order. O(length). */
  addTable(table: StringTable): void {
    const before = this.bytes.length;
    this.bytes.append(table.bytes);
    for (let index = 1; index <= table.count; index++) this.start.push(before + table.start[index]);
  }

  /** The index of `text`, added the first time it is asked for here. For the few texts a reader makes. O(length). */
  intern(text: string): number {
    const known = this.interned.get(text);
    if (known !== undefined) return known;
    const index = this.add(text);
    this.interned.set(text, index);
    return index;
  }

  /** The table. The builder is used up. Offsets take four bytes a string up to 4 GiB of text. O(total). */
  finish(): StringTable {
    const small = this.bytes.length <= MAX_UINT32;
    const start = this.start.finish();
    return new StringTable(this.bytes.finish(), small ? Uint32Array.from(start) : start);
  }
}
