import type { StringTable } from '../../graph/string-table.ts';
import type { EdgeColumns } from './edge-columns.ts';
import type { SnapshotHeader } from './header.ts';
import type { NodeColumns } from './node-columns.ts';
import type { RawTypes } from './raw-types.ts';

/** A snapshot as read and checked, before V8's rules are applied to it. */
export interface RawSnapshot {
  readonly header: SnapshotHeader;
  readonly types: RawTypes;
  readonly nodes: NodeColumns;
  readonly edges: EdgeColumns;
  readonly strings: StringTable;
}

/** The root is the file's first node. */
export const ROOT = 0;
