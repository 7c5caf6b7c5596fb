import { HeapError } from '../../base/errors.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import { SlidingBytes } from '../python-objects/sliding-bytes.ts';
import type { ByteSource, FormatReader, ReadContext } from '../reader.ts';
import { buildGraph } from './build-graph.ts';
import { collectFile } from './collected.ts';
import { MAGIC } from './header.ts';

/** Reads dumps of PyHeap 0.1 to 0.7: docs/formats/pyheap.md. */
export const pyheapReader: FormatReader = {
  format: 'pyheap',
  extensions: ['.pyheap'],
  detect: hasMagic,
  read: readPyHeap,
};

function hasMagic(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return view.getUint32(0) === 0 && view.getUint32(4) === MAGIC;
}

async function readPyHeap(source: ByteSource, context: ReadContext): Promise<HeapGraph> {
  try {
    const window = new SlidingBytes(source, context, 'The PyHeap dump');
    return buildGraph(await collectFile(window, context.cancel), context);
  } catch (error) {
    // Memory is taken for what was read, never for what a number claims: what fails now is the machine's memory.
    if (error instanceof RangeError && /allocation failed|invalid .*length/iu.test(error.message)) {
      throw new HeapError('too-big', 'The PyHeap dump needs more memory than this machine gives.', {}, error);
    }
    throw error;
  }
}
