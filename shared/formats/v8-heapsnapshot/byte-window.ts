import { throwIfCancelled } from '../../base/cancellation.ts';
import { HeapError } from '../../base/errors.ts';
import type { ByteSource, ReadContext } from '../reader.ts';

/** Room beyond `end` that scanners may look at without asking: zeros, which end every token. */
const LOOKAHEAD = 16;

/**
 * A view of the file that slides forward: scanners read `bytes[pos, end)` in plain loops, and ask for more when a token
 * does not end before `end`. The bytes from `end` on are zero, so that no loop over digits or letters needs a bounds
 * check. Holds one chunk and the tail of the one before.
 */
export class ByteWindow {
  bytes = new Uint8Array(0x10000);
  pos = 0;
  end = 0;
  /** Section of the file that is being read, for messages. */
  section = 'header';
  /** What the user is told is going on. */
  phase = 'Reading snapshot';
  private base = 0;
  private captureFrom = -1;
  private captured: Uint8Array[] = [];
  private readonly source: ByteSource;
  private readonly context: ReadContext;

  constructor(source: ByteSource, context: ReadContext) {
    this.source = source;
    this.context = context;
  }

  /** Offset in the (decompressed) file of `bytes[pos]`. */
  get offset(): number {
    return this.base + this.pos;
  }

  /**
   * Appends the next chunk behind what is not yet consumed. False at the end of the file. Throws HeapError `cancelled`
   * and whatever the source throws. O(chunk).
   */
  async more(): Promise<boolean> {
    throwIfCancelled(this.context.cancel);
    const chunk = await this.source.next();
    if (chunk === null) return false;
    this.keepCaptured();
    const kept = this.end - this.pos;
    const length = kept + chunk.length;
    if (length + LOOKAHEAD > this.bytes.length) {
      const grown = new Uint8Array(Math.max(length + LOOKAHEAD, Math.min(2 * this.bytes.length, 1 << 24)));
      grown.set(this.bytes.subarray(this.pos, this.end));
      this.bytes = grown;
    } else {
      this.bytes.copyWithin(0, this.pos, this.end);
    }
    this.bytes.set(chunk, kept);
    this.bytes.fill(0, length, length + LOOKAHEAD);
    this.base += this.pos;
    this.pos = 0;
    this.end = length;
    const total = this.source.storedBytes;
    this.context.report({ phase: this.phase, done: Math.min(this.source.consumed, total), total });
    return true;
  }

  /** As more(), but the file must go on: throws HeapError `truncated` at its end. */
  async need(): Promise<void> {
    if (!(await this.more())) throw this.truncated();
  }

  /** From here on the consumed bytes are kept, until endCapture gives them. */
  startCapture(): void {
    this.captured = [];
    this.captureFrom = this.pos;
  }

  /** The bytes consumed since startCapture, in their pieces. O(their length) in all. */
  endCapture(): readonly Uint8Array[] {
    this.keepCaptured();
    this.captureFrom = -1;
    return this.captured;
  }

  private keepCaptured(): void {
    if (this.captureFrom < 0) return;
    this.captured.push(this.bytes.slice(this.captureFrom, this.pos));
    this.captureFrom = 0;
  }

  /**
   * About how many bytes can still come, the unconsumed part of the window included, for making room at once; Infinity for
   * compressed files, whose source has taken fewer bytes than it gave, and where the length is not known.
   */
  get remaining(): number {
    const { storedBytes, consumed } = this.source;
    const received = this.base + this.end;
    if (storedBytes < received || consumed < received) return Number.POSITIVE_INFINITY;
    return storedBytes - this.base - this.pos;
  }

  /** The file ends inside the current section. */
  truncated(): HeapError {
    const offset = this.base + this.end;
    return new HeapError(
      'truncated',
      `The V8 heap snapshot ends too early, at byte ${offset}, in its section "${this.section}".`,
      { offset, section: this.section },
    );
  }

  /** Damage at the current position, or at `index` of the window. `what` completes "…: what". */
  corrupt(what: string, index = this.pos): HeapError {
    const offset = this.base + index;
    return new HeapError(
      'corrupt',
      `The V8 heap snapshot is damaged in its section "${this.section}" at byte ${offset}: ${what}.`,
      { offset, section: this.section },
    );
  }
}
