import { HeapError } from '../../base/errors.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import type { ByteSource, FormatReader, ReadContext } from '../reader.ts';
import { BlockReader, hasMagic } from './block-reader.ts';
import { buildGraph } from './build-graph.ts';
import { collectBlocks } from './collected.ts';

/** Reads `.backref` snapshots of Python processes: docs/formats/backref.md. */
export const backrefReader: FormatReader = {
  format: 'backref',
  extensions: ['.backref'],
  detect: hasMagic,
  read: readBackref,
};

async function readBackref(source: ByteSource, context: ReadContext): Promise<HeapGraph> {
  try {
    const blocks = new BlockReader(source, context);
    const version = await blocks.fileHeader();
    const report = (): void =>
      context.report({ phase: 'Reading objects', done: source.consumed, total: source.storedBytes });
    report();
    return buildGraph(version, await collectBlocks(blocks, report), context);
  } catch (error) {
    // Lengths are checked against the file before anything is allocated: what fails now is the machine's memory.
    if (error instanceof RangeError && /allocation failed|invalid .*length/iu.test(error.message)) {
      throw new HeapError('too-big', 'The snapshot needs more memory than this machine gives.', {}, error);
    }
    throw error;
  }
}
