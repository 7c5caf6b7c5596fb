import type { ByteSource } from '../reader.ts';

/** Exact reads over a source of chunks of any length. Chunks are copied out, because they die with the next one. */
export class ByteStream {
  private readonly source: ByteSource;
  private chunk: Uint8Array = new Uint8Array(0);
  private at = 0;
  private ended = false;
  /** Bytes handed out so far: the offset in the decompressed file. */
  offset = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** Fills `into`; how many bytes there were: fewer than asked only at the end of the file. O(length). */
  async readInto(into: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < into.length) {
      if (this.at === this.chunk.length && !(await this.nextChunk())) break;
      const count = Math.min(into.length - filled, this.chunk.length - this.at);
      into.set(this.chunk.subarray(this.at, this.at + count), filled);
      this.at += count;
      filled += count;
    }
    this.offset += filled;
    return filled;
  }

  /** Whether no byte is left. May take the next chunk. */
  async atEnd(): Promise<boolean> {
    return this.at === this.chunk.length && !(await this.nextChunk());
  }

  private async nextChunk(): Promise<boolean> {
    while (!this.ended) {
      const chunk = await this.source.next();
      this.ended = chunk === null;
      this.chunk = chunk ?? new Uint8Array(0);
      this.at = 0;
      if (this.chunk.length > 0) return true;
    }
    return false;
  }
}
