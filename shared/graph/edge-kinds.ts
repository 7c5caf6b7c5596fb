import type { Brand } from '../base/brand.ts';

/** How one object refers to another, as a small number for the `edgeKind` column. */
export type EdgeKind = Brand<number, 'EdgeKind'>;

/**
 * Names by code. The order is stored in index caches: append only. Names equal EdgeKindName of the protocol, which
 * a test holds (the graph may not import it).
 */
export const EDGE_KIND_NAMES = [
  'attribute',
  'slot',
  'key',
  'value',
  'item',
  'local',
  'cell',
  'global',
  'type',
  'element',
  'internal',
  'weak',
  'other',
] as const;

export type EdgeKindText = (typeof EDGE_KIND_NAMES)[number];

/** The code of a kind. O(1); for constants, not for hot loops. */
export function edgeKind(name: EdgeKindText): EdgeKind {
  return EDGE_KIND_NAMES.indexOf(name) as EdgeKind;
}

/** How the `edgeLabel` column of an edge is to be understood. */
export const LABEL_NONE = 0xffff_ffff;

/** What the label number is, by edge kind: a string index, a plain number (position), or the node of a dict key. */
export type LabelSpace = 'string' | 'position' | 'node';

export const LABEL_SPACE: Readonly<Record<EdgeKindText, LabelSpace>> = {
  attribute: 'string',
  slot: 'string',
  key: 'node', // the key object itself
  value: 'node', // the key under which the value stands
  item: 'position',
  local: 'string',
  cell: 'string',
  global: 'string',
  type: 'string',
  element: 'position', // V8 array elements; LABEL_NONE for members of a set
  internal: 'string',
  weak: 'string',
  other: 'string',
};
