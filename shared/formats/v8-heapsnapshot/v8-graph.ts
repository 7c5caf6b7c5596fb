import type { CancelToken } from '../../base/cancellation.ts';
import type { GraphFacts, HeapGraph, RootTable } from '../../graph/heap-graph.ts';
import { ROOT_KIND_NAMES } from '../../graph/heap-graph.ts';
import type { StringTable } from '../../graph/string-table.ts';
import { moveOwnedBytes } from './owned-bytes.ts';
import { NodeIds } from './node-ids.ts';
import { previewOfNode } from './previews.ts';
import type { RawSnapshot } from './raw-snapshot.ts';
import { ROOT } from './raw-snapshot.ts';
import { retainingEdges } from './retaining-edges.ts';
import { V8_RULES } from './rules.ts';
import { typesOfNodes } from './types.ts';
import type { TypeColumns } from './types.ts';
import { rootNodes } from './user-roots.ts';

/** A V8 heap as columns; what only previews and ids need stays as the file had it. */
class V8Graph implements HeapGraph {
  readonly facts: GraphFacts;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly typeOf: Uint32Array;
  readonly typeNames: readonly string[];
  readonly typeRole: Uint8Array;
  readonly shallowBytesOf: Float64Array;
  readonly synthetic: Uint8Array;
  readonly uncounted: Uint8Array;
  readonly edgeStart: Uint32Array;
  readonly edgeTarget: Uint32Array;
  readonly edgeKind: Uint8Array;
  readonly edgeLabel: Uint32Array;
  readonly edgeRetains: Uint8Array;
  readonly roots: RootTable;
  readonly strings: StringTable;
  readonly ownerOfDict = null;
  readonly lengthOf = null;
  readonly refcountOf = null;
  private readonly raw: RawSnapshot;
  private readonly ids: NodeIds;

  constructor(raw: RawSnapshot, types: TypeColumns, edgeRetains: Uint8Array, roots: RootTable) {
    this.raw = raw;
    this.facts = factsOf(raw, roots);
    this.nodeCount = raw.nodes.count;
    this.edgeCount = raw.edges.count;
    this.typeOf = types.typeOf;
    this.typeNames = types.typeNames;
    this.typeRole = types.typeRole;
    this.shallowBytesOf = raw.nodes.bytes;
    const { synthetic, uncounted } = markedNodes(raw);
    this.synthetic = synthetic;
    this.uncounted = uncounted;
    this.edgeStart = raw.nodes.edgeStart;
    this.edgeTarget = raw.edges.target;
    this.edgeKind = raw.edges.kind;
    this.edgeLabel = raw.edges.label;
    this.edgeRetains = edgeRetains;
    this.roots = roots;
    this.strings = raw.strings;
    this.ids = new NodeIds(raw.nodes.id);
  }

  idWords(): Uint32Array {
    return this.ids.words();
  }

  idOf(node: number): string {
    return this.ids.text(node);
  }

  nodeOf(id: string): number {
    return this.ids.node(id);
  }

  previewOf(node: number): string {
    return previewOfNode(this.raw, node);
  }

  /** V8 keeps equal names of a snapshot once: the index of a string's text tells it from all others. */
  valueHashOf(node: number): number {
    const { nodes, types } = this.raw;
    return nodes.rawType[node] === types.string ? nodes.name[node] : Number.NaN;
  }

  allocationOf(): readonly { readonly file: string; readonly line: number }[] {
    return [];
  }
}

/**
 * Applies V8_RULES to a snapshot. O(N + E) time; `raw` becomes the graph's own, its sizes changed. Throws HeapError
 * `cancelled`.
 */
export function buildV8Graph(raw: RawSnapshot, cancel: CancelToken): HeapGraph {
  const edgeRetains = retainingEdges(raw);
  const { user, system } = rootNodes(raw);
  // Without global objects the snapshot shows V8's own insides on purpose, and sizes are left as they are.
  if (user.length > 0) moveOwnedBytes(raw);
  const types = typesOfNodes(raw, cancel);
  return new V8Graph(raw, types, edgeRetains, rootTable(raw, [...user, ...system]));
}

function rootTable(raw: RawSnapshot, nodes: readonly number[]): RootTable {
  const kind = ROOT_KIND_NAMES.indexOf('v8-root');
  return {
    count: nodes.length,
    node: Uint32Array.from(nodes),
    kind: new Uint8Array(nodes.length).fill(kind),
    name: Uint32Array.from(nodes, (node) => raw.nodes.name[node]),
  };
}

/** V8's own nodes for roots stand for no object; nodes without bytes, most of those among them, are counted in no type. */
function markedNodes(raw: RawSnapshot): { readonly synthetic: Uint8Array; readonly uncounted: Uint8Array } {
  const { count, bytes, rawType } = raw.nodes;
  const syntheticType = raw.types.synthetic;
  const synthetic = new Uint8Array((count + 7) >>> 3);
  const uncounted = new Uint8Array((count + 7) >>> 3);
  for (let node = 0; node < count; node++) {
    const bit = 1 << (node & 7);
    if (bytes[node] === 0) uncounted[node >>> 3] |= bit;
    if (rawType[node] === syntheticType) synthetic[node >>> 3] |= bit;
  }
  synthetic[ROOT] |= 1;
  uncounted[ROOT] |= 1;
  return { synthetic, uncounted };
}

function factsOf(raw: RawSnapshot, roots: RootTable): GraphFacts {
  const { header } = raw;
  return {
    format: 'v8-heapsnapshot',
    formatVersion: `${header.node.width} node fields, ${header.edge.width} edge fields`,
    producer: producerOf(raw, roots),
    language: 'javascript',
    rules: V8_RULES,
    unreachedNodes: 'under-root',
    problems: [],
    process: null,
  };
}

/** The file does not say who wrote it; embedders show in what they hang under the root. */
function producerOf(raw: RawSnapshot, roots: RootTable): string {
  for (const name of roots.name) if (raw.strings.get(name, 32).startsWith('Node / ')) return 'V8 (Node.js)';
  return 'V8';
}
