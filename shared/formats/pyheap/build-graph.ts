import type { CancelToken } from '../../base/cancellation.ts';
import type { GraphBuilder } from '../../graph/graph-builder.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import { ROLE_NAMES, firstBits } from '../../graph/heap-graph.ts';
import { RootFinder, rootEdges } from '../python-objects/root-finder.ts';
import type { ReadContext } from '../reader.ts';
import { findAttributeDicts } from './attribute-dicts.ts';
import type { Collected } from './collected.ts';
import { resolveDump } from './dump.ts';
import type { Dump } from './dump.ts';
import { buildEdges } from './edges.ts';
import { graphFacts } from './facts.ts';
import { fileName, moduleName, Previews } from './previews.ts';
import { ModuleAttributes, nameTypes } from './type-names.ts';
import type { TypeTable } from './type-names.ts';

const NO_REFERRER = 'no reference to it in the dump';
const CODE = ROLE_NAMES.indexOf('code');

/**
 * The graph of what a file says. The collected columns are used up. O(N + E) expected. Throws HeapError: too-big,
 * cancelled.
 */
export function buildGraph(collected: Collected, context: ReadContext): HeapGraph {
  const { header, strings, columns } = collected;
  const frameCount = header.threads.reduce((count, { frames }) => count + frames.length, 0);
  context.report({ phase: 'Linking references', done: 0, total: columns.nodeCount });
  const dump = resolveDump(collected, frameCount, context.cancel);
  const modules = new ModuleAttributes(dump);
  const types = nameTypes(dump, modules);
  const typeOf = typeColumn(dump, types);
  const moduleType = types.names.indexOf('module');
  const ownerOfDict = findAttributeDicts(
    dump,
    (node) => typeOf[node] === moduleType,
    (node) => types.role[typeOf[node]] === CODE,
    context.cancel,
  );
  const builder = buildEdges(dump, types, ownerOfDict, strings, context);
  context.report({ phase: 'Finding roots', done: 0, total: dump.nodeCount });
  const roots = findRoots(dump, builder, modules, typeOf, moduleType, context.cancel).table(strings);
  const edges = builder.finish(rootEdges(roots), context.cancel);
  const facts = graphFacts(header, {
    dangling: dump.references.dangling,
    duplicates: dump.index.duplicates,
    repeated: 0,
    unnamedTypes: types.unnamed,
    sizeless: countZeros(dump.shallowBytesOf.subarray(frameCount + 1)),
    textsLeftOut: columns.textsLeftOut,
    derivedRoots: roots.count - frameCount,
  });
  const graph = {
    facts,
    nodeCount: dump.nodeCount,
    ...edges,
    typeOf,
    typeNames: types.names,
    typeRole: types.role,
    shallowBytesOf: dump.shallowBytesOf,
    synthetic: firstBits(dump.nodeCount, frameCount + 1),
    edgeRetains: new Uint8Array((edges.edgeCount + 7) >>> 3).fill(0xff),
    roots,
    strings: strings.finish(),
    ownerOfDict,
    lengthOf: dump.lengthOf,
    refcountOf: null,
    idWords: () => dump.index.idWords,
    idOf: (node: number) => dump.index.idOf(node),
    nodeOf: (id: string) => dump.index.nodeOf(id),
    allocationOf: () => [],
  };
  const previews = new Previews(graph, dump, frameTexts(dump));
  return { ...graph, previewOf: (node) => previews.of(node) };
}

function typeColumn({ typeNumberOf, frameCount, nodeCount }: Dump, types: TypeTable): Uint32Array {
  const typeOf = new Uint32Array(nodeCount);
  typeOf.fill(types.frameType, 1, frameCount + 1);
  for (let node = frameCount + 1; node < nodeCount; node++)
    typeOf[node] = types.typeOfNumber[typeNumberOf[node]];
  return typeOf;
}

function findRoots(
  dump: Dump,
  builder: GraphBuilder,
  modules: ModuleAttributes,
  typeOf: Uint32Array,
  moduleType: number,
  cancel: CancelToken,
): RootFinder {
  const finder = new RootFinder(builder, cancel);
  for (let node = dump.frameCount + 1; node < dump.nodeCount; node++) {
    if (typeOf[node] === moduleType) finder.add(node, 'module', moduleName(dump.texts.of(node)) || 'module');
  }
  for (const { name, frames } of dump.collected.header.threads) {
    for (const frame of frames) finder.add(frame.node, 'frame', `${frame.function}() in thread ${name}`);
  }
  for (let node = dump.frameCount + 1; node < dump.nodeCount; node++) {
    const isOwnClass = dump.isMetaclass[dump.typeNumberOf[node]] !== 0 && !modules.has(node);
    if (isOwnClass && !finder.isReached(node)) finder.add(node, 'static', 'class of the interpreter');
  }
  finder.addUnreferred(() => ({ kind: 'c-held', name: NO_REFERRER }));
  return finder;
}

function frameTexts({ collected }: Dump): ReadonlyMap<number, string> {
  const frames = collected.header.threads.flatMap((thread) => thread.frames);
  return new Map(
    frames.map(({ node, function: name, file, line }) => [node, `${name}() at ${fileName(file)}:${line}`]),
  );
}

function countZeros(values: Float64Array): number {
  let zeros = 0;
  for (const value of values) if (value === 0) zeros++;
  return zeros;
}
