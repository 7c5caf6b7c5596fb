import { HeapError } from '../../base/errors.ts';
import { decodeUtf8 } from '../../base/text-codec.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import { SlidingBytes } from '../python-objects/sliding-bytes.ts';
import type { ByteSource, FormatReader, ReadContext } from '../reader.ts';
import { buildGraph } from './build-graph.ts';
import { collectLines } from './collected.ts';

const HEAD_BYTES = 1024;
const FIRST_LINE = /^\s*(?:\[\s*)?\{\s*"address"\s*:\s*\d+\s*,\s*"type"\s*:\s*"/u;

/** Reads dumps of meliae, a JSON object a line: docs/formats/meliae.md. */
export const meliaeReader: FormatReader = {
  format: 'meliae',
  extensions: ['.json', '.meliae'],
  detect: (head) => FIRST_LINE.test(decodeUtf8(head, 0, Math.min(head.length, HEAD_BYTES))),
  read: readMeliae,
};

async function readMeliae(source: ByteSource, context: ReadContext): Promise<HeapGraph> {
  try {
    const window = new SlidingBytes(source, context, 'The meliae dump');
    return buildGraph(await collectLines(window, context.cancel), context);
  } catch (error) {
    // Memory is taken for what was read, never for what a number claims: what fails now is the machine's memory.
    if (error instanceof RangeError && /allocation failed|invalid .*length/iu.test(error.message)) {
      throw new HeapError('too-big', 'The meliae dump needs more memory than this machine gives.', {}, error);
    }
    throw error;
  }
}
