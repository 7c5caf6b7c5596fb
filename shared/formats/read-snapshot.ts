import type { HeapGraph } from '../graph/heap-graph.ts';
import type { ByteSource, ReadContext } from './reader.ts';
import { recogniseFormat } from './registry.ts';

/** Bytes that decide the format. */
const HEAD_BYTES = 1 << 16;

/**
 * The graph of a file of any format, recognised by content. Streams: memory is the reader's. Throws HeapError:
 * not-recognised, truncated, corrupt, too-new, too-big, cancelled.
 */
export async function readSnapshot(source: ByteSource, context: ReadContext): Promise<HeapGraph> {
  const head = await takeHead(source);
  const reader = recogniseFormat(head.subarray(0, HEAD_BYTES), source.name);
  return reader.read(new ReplayingSource(head, source), context);
}

/** The first chunks, until there are enough bytes to decide. */
async function takeHead(source: ByteSource): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const chunk = await source.next();
    if (chunk === null) break;
    chunks.push(new Uint8Array(chunk));
    length += chunk.length;
  }
  const head = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    head.set(chunk, at);
    at += chunk.length;
  }
  return head;
}

/** A source whose first bytes have been taken already. */
class ReplayingSource implements ByteSource {
  private head: Uint8Array | null;
  private readonly rest: ByteSource;

  constructor(head: Uint8Array, rest: ByteSource) {
    this.head = head;
    this.rest = rest;
  }

  get name(): string {
    return this.rest.name;
  }

  get storedBytes(): number {
    return this.rest.storedBytes;
  }

  get consumed(): number {
    return this.rest.consumed;
  }

  async next(): Promise<Uint8Array | null> {
    const head = this.head;
    this.head = null;
    return head !== null && head.length > 0 ? head : this.rest.next();
  }
}
