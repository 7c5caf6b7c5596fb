import { throwIfCancelled } from '../../base/cancellation.ts';
import { HeapError } from '../../base/errors.ts';
import { formatCount } from '../../base/numbers-to-text.ts';
import type { ByteSource, ReadContext } from '../reader.ts';

const FIRST_BYTES = 1 << 16;

/**
 * The part of a file that is being read: `bytes[pos, end)`. Grows only by what the file really has, so that no number in
 * it can claim memory; holds one chunk, or as much as its reader asks to see at once.
 */
export class SlidingBytes {
  bytes = new Uint8Array(FIRST_BYTES);
  view = new DataView(this.bytes.buffer);
  pos = 0;
  end = 0;
  /** What is being read, for messages. */
  section = 'header';
  private base = 0;
  private readonly source: ByteSource;
  private readonly context: ReadContext;
  private readonly subject: string;

  /** `subject` begins every message: `The PyHeap dump`. */
  constructor(source: ByteSource, context: ReadContext, subject: string) {
    this.source = source;
    this.context = context;
    this.subject = subject;
  }

  /** Offset in the (decompressed) file of `bytes[pos]`. */
  get offset(): number {
    return this.base + this.pos;
  }

  /**
   * Reads on until `count` bytes are here; false when the file ends before. Positions in `bytes` change, only `pos` is
   * carried along. Throws HeapError: cancelled, and what the source throws. O(bytes read), amortised.
   */
  async fill(count: number): Promise<boolean> {
    while (this.end - this.pos < count) {
      throwIfCancelled(this.context.cancel);
      const chunk = await this.source.next();
      if (chunk === null) return false;
      this.append(chunk);
      const total = this.source.storedBytes;
      const done = Math.min(this.source.consumed, total);
      this.context.report({ phase: 'Reading objects', done, total });
    }
    return true;
  }

  /** As fill(), but the file must go on: throws `truncated` where it does not. */
  async need(count: number): Promise<void> {
    if (!(await this.fill(count))) throw this.truncated();
  }

  /** The file ends inside of what is being read. */
  truncated(): HeapError {
    const offset = this.base + this.end;
    const text = `${this.subject} ends too early, at byte ${formatCount(offset)}, in its ${this.section}.`;
    return new HeapError('truncated', text, { offset, section: this.section });
  }

  /** Damage at the current position, or at `index` of `bytes`. `what` completes the sentence. */
  corrupt(what: string, index = this.pos): HeapError {
    const offset = this.base + index;
    const text = `${this.subject} is damaged in its ${this.section} at byte ${formatCount(offset)}: ${what}.`;
    return new HeapError('corrupt', text, { offset, section: this.section });
  }

  private append(chunk: Uint8Array): void {
    const kept = this.end - this.pos;
    if (this.end + chunk.length > this.bytes.length) {
      if (kept + chunk.length > this.bytes.length >> 1) this.grow(kept + chunk.length);
      else this.bytes.copyWithin(0, this.pos, this.end);
      this.base += this.pos;
      this.pos = 0;
      this.end = kept;
    }
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  private grow(length: number): void {
    const grown = new Uint8Array(2 * Math.max(length, FIRST_BYTES));
    grown.set(this.bytes.subarray(this.pos, this.end));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}
