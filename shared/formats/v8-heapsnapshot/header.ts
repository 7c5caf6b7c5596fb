import { HeapError } from '../../base/errors.ts';

/** What the file's header says about its own shape; offsets are positions in a row of numbers, -1 for none. */
export interface SnapshotHeader {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly node: {
    readonly width: number;
    readonly type: number;
    readonly name: number;
    readonly id: number;
    readonly selfSize: number;
    readonly edgeCount: number;
    readonly detachedness: number;
  };
  readonly edge: {
    readonly width: number;
    readonly type: number;
    readonly name: number;
    readonly target: number;
  };
  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
  /** Bytes outside the heap that belong to no node; 0 where the format has none. */
  readonly extraNativeBytes: number;
}

/** More numbers a row than any format would have. */
const MAX_WIDTH = 64;
/** Types must fit the byte columns. */
const MAX_TYPES = 255;

/**
 * The header as the reader needs it, from the parsed value of "snapshot". Unknown fields and types are kept out of the
 * way: they are for later versions of V8. Throws HeapError `corrupt` when something needed is missing or no header of V8
 * could be so. O(size of the header).
 */
export function parseHeader(value: unknown): SnapshotHeader {
  const header = objectOf(value, 'snapshot');
  const meta = objectOf(header['meta'], 'meta');
  const nodeFields = namesOf(meta['node_fields'], 'node_fields', MAX_WIDTH);
  const edgeFields = namesOf(meta['edge_fields'], 'edge_fields', MAX_WIDTH);
  const node = {
    width: nodeFields.length,
    type: fieldOf(nodeFields, 'type', 'node_fields'),
    name: fieldOf(nodeFields, 'name', 'node_fields'),
    id: fieldOf(nodeFields, 'id', 'node_fields'),
    selfSize: fieldOf(nodeFields, 'self_size', 'node_fields'),
    edgeCount: fieldOf(nodeFields, 'edge_count', 'node_fields'),
    detachedness: nodeFields.indexOf('detachedness'),
  };
  const edge = {
    width: edgeFields.length,
    type: fieldOf(edgeFields, 'type', 'edge_fields'),
    name: fieldOf(edgeFields, 'name_or_index', 'edge_fields'),
    target: fieldOf(edgeFields, 'to_node', 'edge_fields'),
  };
  if (header['root_index'] !== undefined && header['root_index'] !== 0) {
    throw wrong('its root is not its first node');
  }
  const nodeCount = countOf(header['node_count'], 'node_count');
  if (nodeCount === 0) throw wrong('it has no nodes');
  return {
    nodeCount,
    edgeCount: countOf(header['edge_count'], 'edge_count'),
    node,
    edge,
    nodeTypes: typesAt(meta['node_types'], node.type, 'node_types'),
    edgeTypes: typesAt(meta['edge_types'], edge.type, 'edge_types'),
    extraNativeBytes:
      header['extra_native_bytes'] === undefined
        ? 0
        : countOf(header['extra_native_bytes'], 'extra_native_bytes'),
  };
}

function wrong(what: string): HeapError {
  return new HeapError('corrupt', `The V8 heap snapshot's header is damaged: ${what}.`, {
    section: 'snapshot',
  });
}

function objectOf(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(`"${name}" is no object`);
  return value as Record<string, unknown>;
}

function namesOf(value: unknown, name: string, most: number): readonly string[] {
  const isList = Array.isArray(value) && value.length > 0 && value.length <= most;
  if (!isList || !value.every((item) => typeof item === 'string'))
    throw wrong(`"${name}" is no list of names`);
  return value as readonly string[];
}

function fieldOf(fields: readonly string[], field: string, list: string): number {
  const at = fields.indexOf(field);
  if (at < 0) throw wrong(`"${list}" has no "${field}"`);
  return at;
}

function typesAt(value: unknown, at: number, name: string): readonly string[] {
  if (!Array.isArray(value)) throw wrong(`"${name}" is no list`);
  return namesOf((value as readonly unknown[])[at], name, MAX_TYPES);
}

function countOf(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw wrong(`"${name}" is no count`);
  return value;
}
