import { decodeUtf8 } from '../base/text-codec.ts';

/**
 * Strings as one block of UTF-8 with offsets: string i is bytes[start[i], start[i + 1]). Decoded when asked, because a
 * big heap has millions and shows dozens.
 */
export class StringTable {
  readonly bytes: Uint8Array;
  readonly start: Uint32Array | Float64Array;

  constructor(bytes: Uint8Array, start: Uint32Array | Float64Array) {
    this.bytes = bytes;
    this.start = start;
  }

  get count(): number {
    return this.start.length - 1;
  }

  /** The string at `index`, at most `maxBytes` of it. '' when out of range. O(length). */
  get(index: number, maxBytes = Number.POSITIVE_INFINITY): string {
    if (!(index >= 0 && index < this.count)) return '';
    const from = this.start[index] as number;
    const to = this.start[index + 1] as number;
    return decodeUtf8(this.bytes, from, Math.min(to, from + maxBytes));
  }

  /** UTF-8 bytes of the string at `index`. O(1). */
  byteLength(index: number): number {
    return index >= 0 && index < this.count
      ? (this.start[index + 1] as number) - (this.start[index] as number)
      : 0;
  }
}
