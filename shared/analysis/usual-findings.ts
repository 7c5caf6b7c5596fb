import { edgeKind } from '../graph/edge-kinds.ts';
import { NO_NODE, ROLE_NAMES, ROOT_KIND_NAMES } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import type { Accumulation } from './accumulations.ts';
import { visitReferents } from './folded-references.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import type { PathNode } from './paths.ts';

const ATTRIBUTE_VALUE = edgeKind('value');
const INTERPRETER = ROOT_KIND_NAMES.indexOf('interpreter');
const MODULE = ROOT_KIND_NAMES.indexOf('module');
const CODE = ROLE_NAMES.indexOf('code');
const TEXT = ROLE_NAMES.indexOf('text');
const NUMBER = ROLE_NAMES.indexOf('number');
const IMPORT_SYSTEM = /^(?:_frozen_importlib|importlib|zipimport)/u;
/** Items looked at. */
const SAMPLE = 60;
/** Attributes of a module looked through for its file. */
const MAX_ATTRIBUTES = 5000;

/** What every program has, and no finding should speak of. One a heap: it remembers where the standard library is. */
export class UsualParts {
  private readonly heap: HeapAnalysis;
  private readonly library: string | null;

  constructor(heap: HeapAnalysis) {
    this.heap = heap;
    const os = heap.graph.roots.node.find((_, root) => this.isModule(root, 'os'));
    this.library = os === undefined ? null : folderOf(fileOf(heap.graph, os));
  }

  /**
   * Whether an accumulation is the import system's, a table of functions and classes, the state of a module written in C,
   * or a table of texts and numbers of the standard library (HTML entities, topics of pydoc …). O(attributes of a module).
   */
  has(chain: readonly PathNode[], each: Accumulation): boolean {
    const { graph } = this.heap;
    const first = chain[0].node;
    const root = this.heap.roots.rootOf(first);
    const kind = root < 0 ? -1 : graph.roots.kind[root];
    const role = graph.typeRole[each.type];
    if (kind === INTERPRETER && IMPORT_SYSTEM.test(graph.typeNames[each.type])) return true;
    if (role === CODE && each.isMixed) return true;
    if (isParserArena(graph, chain[chain.length - 1].node)) return true;
    if (kind !== MODULE || (role !== TEXT && role !== NUMBER)) return false;
    return chain.length === 1 || (chain.length === 2 && this.isOfLibrary(first));
  }

  private isModule(root: number, name: string): boolean {
    const { roots, strings } = this.heap.graph;
    return roots.kind[root] === MODULE && strings.get(roots.name[root], 40) === name;
  }

  /** By its `__file__`: beside that of `os` or below, and in no packages that were installed. */
  private isOfLibrary(module: number): boolean {
    const file = fileOf(this.heap.graph, module);
    if (this.library === null || file === null) return false;
    return file.startsWith(this.library) && !/(?:site|dist)-packages/u.test(file);
  }
}

/**
 * Whether it is the list in which CPython's parser keeps the names and texts of the source it reads, as long as the main
 * program runs: bytes and texts in turn, and nothing else. O(1).
 */
export function isParserArena(
  { typeNames, typeOf, edgeStart, edgeTarget }: HeapGraph,
  node: number,
): boolean {
  if (typeNames[typeOf[node]] !== 'list') return false;
  const end = Math.min(edgeStart[node + 1], edgeStart[node] + SAMPLE);
  const seen = new Set<string>();
  for (let edge = edgeStart[node]; edge < end; edge++) seen.add(typeNames[typeOf[edgeTarget[edge]]]);
  const others = [...seen].filter(
    (name) => !['str', 'bytes', 'int', 'float', 'NoneType', 'tuple'].includes(name),
  );
  return seen.has('bytes') && seen.has('str') && others.length === 0;
}

function fileOf(graph: HeapGraph, module: number): string | null {
  let looked = 0;
  let file: string | null = null;
  visitReferents(graph, module, (value, edge) => {
    const key = graph.edgeLabel[edge];
    if (
      graph.edgeKind[edge] === ATTRIBUTE_VALUE &&
      key !== NO_NODE &&
      unquoted(graph.previewOf(key)) === '__file__'
    )
      file = unquoted(graph.previewOf(value));
    return file === null && ++looked < MAX_ATTRIBUTES;
  });
  return file;
}

/** A text's preview is in quotes. */
function unquoted(preview: string): string {
  return preview.replace(/^'|'$/gu, '');
}

function folderOf(file: string | null): string | null {
  const end = file?.lastIndexOf('/') ?? -1;
  return file === null || end < 0 ? null : file.slice(0, end + 1);
}
