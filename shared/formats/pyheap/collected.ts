import type { CancelToken } from '../../base/cancellation.ts';
import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../../base/cancellation.ts';
import { HeapError } from '../../base/errors.ts';
import { decodeUtf8 } from '../../base/text-codec.ts';
import { StringTableBuilder } from '../../graph/string-table-builder.ts';
import { NameTable } from '../python-objects/name-table.ts';
import type { SlidingBytes } from '../python-objects/sliding-bytes.ts';
import { Columns } from './columns.ts';
import { expectMagic, readHeader, typeNumber, u32 } from './header.ts';
import type { Header } from './header.ts';
import { ObjectParser } from './object-parser.ts';
import { TypeIndex } from './type-index.ts';

/** Greatest number of nodes: indices are u32, and address words are two a node. */
const MAX_NODES = 0x7fff_fff0;
const MAX_TYPE_NAME_BYTES = 2000;

/** Everything a file says, as it says it: references are still addresses. */
export interface Collected {
  readonly header: Header;
  readonly columns: Columns;
  readonly types: TypeIndex;
  /** A class's `__name__` by type number; a type that the file does not name has none. */
  readonly typeNames: ReadonlyMap<number, string>;
  readonly strings: StringTableBuilder;
}

/** The whole file. Memory: 45 bytes an object, 8 and more a reference. Throws HeapError. O(file). */
export async function collectFile(window: SlidingBytes, cancel: CancelToken): Promise<Collected> {
  const types = new TypeIndex();
  const strings = new StringTableBuilder();
  const names = new NameTable(strings);
  const columns = new Columns();
  columns.addSynthetic(0, 0);
  const header = await readHeader(window, types, names, columns);
  const parser = new ObjectParser(window, types, header.attributes, names, columns, header.hasTexts);
  await readObjects(window, parser, columns, cancel);
  const typeNames = await readTypeNames(window, types);
  window.section = 'end';
  await expectMagic(window);
  if (await window.fill(1)) throw window.corrupt('something follows its end');
  return { header, columns, types, typeNames, strings };
}

async function readObjects(
  window: SlidingBytes,
  parser: ObjectParser,
  columns: Columns,
  cancel: CancelToken,
): Promise<void> {
  window.section = 'objects';
  const count = await u32(window);
  for (let read = 0; read < count; read++) {
    if (read % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
    while (!parser.next()) await window.need(parser.wanted);
    if (columns.nodeCount > MAX_NODES) {
      throw new HeapError('too-big', 'The PyHeap dump has more than 2 billion objects.');
    }
  }
}

async function readTypeNames(window: SlidingBytes, types: TypeIndex): Promise<ReadonlyMap<number, string>> {
  window.section = 'type names';
  const names = new Map<number, string>();
  for (let left = await u32(window); left > 0; left--) {
    const type = await typeNumber(window, types);
    await window.need(2);
    const length = window.view.getUint16(window.pos);
    await window.need(2 + length);
    const from = window.pos + 2;
    names.set(type, decodeUtf8(window.bytes, from, from + Math.min(length, MAX_TYPE_NAME_BYTES)));
    window.pos = from + length;
  }
  return names;
}
