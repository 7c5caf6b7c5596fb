import { HeapError } from '../../base/errors.ts';

/** Reads a payload front to back; every length is checked against what is there before anything is made of it. */
export class PayloadCursor {
  /** Begins at a multiple of 8 in its buffer. */
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly tag: string;
  private readonly blockOffset: number;
  at = 0;

  constructor(bytes: Uint8Array, tag: string, blockOffset: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.tag = tag;
    this.blockOffset = blockOffset;
  }

  u8(): number {
    return this.view.getUint8(this.take(1));
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  u64(): bigint {
    return this.view.getBigUint64(this.take(8), true);
  }

  /** Goes on at the next multiple of 8. */
  align(): void {
    this.at = (this.at + 7) & ~7;
  }

  /** A view of the next `count` bytes. */
  u8Array(count: number): Uint8Array {
    const from = this.array(count, 1);
    return this.bytes.subarray(from, from + count);
  }

  /** A view of the next `count` u32. Little-endian machines only, as all are that run this. */
  u32Array(count: number): Uint32Array {
    const from = this.array(count, 4);
    return new Uint32Array(this.bytes.buffer, this.bytes.byteOffset + from, count);
  }

  /** A view of the next `count` u64 as 2 × count words: low, high, low, high… */
  u64Words(count: number): Uint32Array {
    const from = this.array(count, 8);
    return new Uint32Array(this.bytes.buffer, this.bytes.byteOffset + from, 2 * count);
  }

  /**
   * A cursor over a copy of what is left, which must begin at a multiple of 8; this one is then at the end. Not by
   * `slice`, which in a Buffer of Node.js does not copy.
   */
  copyOfRest(): PayloadCursor {
    const rest = new PayloadCursor(new Uint8Array(this.bytes.subarray(this.at)), this.tag, this.blockOffset);
    this.at = this.bytes.length;
    return rest;
  }

  /** Throws `corrupt` when more than padding is left. */
  expectEnd(): void {
    if (this.bytes.length - this.at >= 8) throw this.corrupt('it is longer than what it describes');
  }

  /** The error for damage that the checksums cannot know of. */
  corrupt(what: string): HeapError {
    const text = `Block ${this.tag} at byte ${this.blockOffset} is damaged: ${what}.`;
    return new HeapError('corrupt', text, { offset: this.blockOffset, section: this.tag });
  }

  /** The error for what a later minor version may bring and this reader cannot skip. */
  tooNew(what: string): HeapError {
    const text = `Block ${this.tag} at byte ${this.blockOffset} has ${what}, which this Backref does not know.`;
    return new HeapError('too-new', text, { offset: this.blockOffset, section: this.tag });
  }

  private array(count: number, elementBytes: number): number {
    this.align();
    if (count === 0) return Math.min(this.at, this.bytes.length & ~7);
    return this.take(count * elementBytes);
  }

  private take(length: number): number {
    const from = this.at;
    if (length > this.bytes.length - from) throw this.corrupt('it is shorter than what it describes');
    this.at = from + length;
    return from;
  }
}
