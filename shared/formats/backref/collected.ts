import { HeapError } from '../../base/errors.ts';
import { StringTableBuilder } from '../../graph/string-table-builder.ts';
import type { Block, BlockReader } from './block-reader.ts';
import { NO_TAIL, parseMeta, parseTail } from './json-facts.ts';
import type { Meta, Tail } from './json-facts.ts';
import { ObjectColumns, readObjects } from './objects-block.ts';
import type { Batch } from './objects-block.ts';
import { readAllocations, readEnd, readRoots, readStrings, readTypes } from './tables.ts';
import type { AllocationTable, TypeRow, WrittenRoots } from './tables.ts';

/** Greatest number of nodes: indices are u32, the greatest means "none", and address words are two a node. */
const MAX_NODES = 0x7fff_fff0;

/** Everything a file says, as it says it: references are still addresses. */
export class Collected {
  meta: Meta | null = null;
  tail: Tail = NO_TAIL;
  readonly strings = new StringTableBuilder();
  /** Indices of strings that read `__dict__`. */
  readonly dictLabels = new Set<number>();
  readonly columns = new ObjectColumns();
  readonly batches: Batch[] = [];
  readonly types: TypeRow[] = [];
  readonly roots: WrittenRoots[] = [];
  readonly allocations: AllocationTable[] = [];
  /** As END says. */
  references = 0n;
}

/**
 * All blocks up to END. Memory: the node columns and the references as written (8 bytes and more each). Throws
 * HeapError: truncated, corrupt, too-new, too-big, cancelled. O(file).
 */
export async function collectBlocks(blocks: BlockReader, report: () => void): Promise<Collected> {
  const collected = new Collected();
  for (;;) {
    const block = await blocks.next();
    if (collected.meta === null && block.tag !== 'META')
      throw block.payload.corrupt('facts (META) should come first');
    if (block.tag === 'END ') {
      finish(collected, block);
      await blocks.expectEnd();
      return collected;
    }
    readBlock(collected, block);
    report();
  }
}

function readBlock(collected: Collected, { tag, optional, payload }: Block): void {
  const stringCount = collected.strings.count;
  switch (tag) {
    case 'META':
      if (collected.meta !== null) throw payload.corrupt('there is a second one');
      collected.meta = parseMeta(payload);
      return;
    case 'STRS':
      readStrings(payload, collected.strings, collected.dictLabels);
      return;
    case 'TYPE':
      for (const row of readTypes(payload, stringCount)) collected.types.push(row);
      return;
    case 'OBJS':
      collected.batches.push(readObjects(payload, collected.columns, stringCount));
      if (collected.columns.nodeCount > MAX_NODES) {
        throw new HeapError('too-big', 'The snapshot has more than 2 billion objects.');
      }
      return;
    case 'ROOT':
      collected.roots.push(readRoots(payload, stringCount));
      return;
    case 'ALOC':
      collected.allocations.push(readAllocations(payload, stringCount));
      return;
    case 'TAIL':
      collected.tail = parseTail(payload);
      return;
    default:
      if (!optional) throw payload.tooNew('a meaning');
  }
}

function finish(collected: Collected, { payload }: Block): void {
  const { objects, references } = readEnd(payload);
  const read = collected.columns.nodeCount - 1;
  if (objects !== BigInt(read)) {
    throw payload.corrupt(`it speaks of ${objects.toString()} objects where ${read} were read`);
  }
  collected.references = references;
}
