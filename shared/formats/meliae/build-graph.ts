import type { CancelToken } from '../../base/cancellation.ts';
import type { GraphFacts, HeapGraph } from '../../graph/heap-graph.ts';
import { firstBits } from '../../graph/heap-graph.ts';
import type { GraphBuilder } from '../../graph/graph-builder.ts';
import { StringTableBuilder } from '../../graph/string-table-builder.ts';
import { problemsOf } from '../python-objects/problems.ts';
import { RootFinder, rootEdges } from '../python-objects/root-finder.ts';
import type { ReadContext } from '../reader.ts';
import { Classes } from './classes.ts';
import type { Collected } from './collected.ts';
import { resolveDump } from './dump.ts';
import type { Dump } from './dump.ts';
import { linkReferences } from './edges.ts';
import { Previews } from './previews.ts';
import { className, nameTypes } from './types.ts';

const RULES: readonly string[] = [
  'Every reference keeps its target alive; weak references are not written.',
  'A mapping refers to its keys and to its values in turn. Names of attributes, items and slots follow from the order in which CPython visits references; where that does not tell, a reference has no name.',
  'A size is what the object itself takes: header, garbage collector’s header and the tables of containers, without what it refers to.',
  'The format has no roots. Here they are modules, classes of the interpreter that nothing else reaches, and objects that nothing in the dump refers to: those are held from C or by a running frame.',
];

/**
 * The graph of what a file says. The collected columns are used up. O(N + E) expected. Throws HeapError: too-big,
 * cancelled.
 */
export function buildGraph(collected: Collected, context: ReadContext): HeapGraph {
  const { columns } = collected;
  context.report({ phase: 'Linking references', done: 0, total: columns.nodeCount });
  const dump = resolveDump(collected, context.cancel);
  const classes = new Classes(dump, context.cancel);
  const types = nameTypes(dump, classes);
  const strings = new StringTableBuilder();
  const { builder, ownerOfDict } = linkReferences(dump, classes, strings, context);
  context.report({ phase: 'Finding roots', done: 0, total: dump.nodeCount });
  const roots = findRoots(dump, classes, builder, context.cancel).table(strings);
  const edges = builder.finish(rootEdges(roots), context.cancel);
  const graph = {
    facts: graphFacts(dump, collected, roots.count),
    nodeCount: dump.nodeCount,
    ...edges,
    typeOf: types.typeOf,
    typeNames: types.names,
    typeRole: types.role,
    shallowBytesOf: dump.shallowBytesOf,
    synthetic: firstBits(dump.nodeCount, 1),
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
  const previews = new Previews(graph, dump, classes.isClass, (node) => className(dump, classes, node));
  return { ...graph, previewOf: (node) => previews.of(node) };
}

function findRoots(dump: Dump, classes: Classes, builder: GraphBuilder, cancel: CancelToken): RootFinder {
  const finder = new RootFinder(builder, cancel);
  const moduleNumber = dump.typeNames.find('module');
  const frameNumber = dump.typeNames.find('frame');
  for (let node = 1; node < dump.nodeCount; node++) {
    if (dump.typeNames.numberOf[node] === moduleNumber)
      finder.add(node, 'module', dump.texts.of(node) || 'module');
  }
  for (let node = 1; node < dump.nodeCount; node++) {
    if (classes.isClass[node] === 0 || finder.isReached(node) || classes.moduleOf(node) !== '') continue;
    finder.add(node, 'static', 'class of the interpreter');
  }
  const isFrame = (node: number): boolean => dump.typeNames.numberOf[node] === frameNumber;
  finder.addUnreferred((node) =>
    isFrame(node)
      ? { kind: 'frame', name: `${dump.texts.of(node)}()` }
      : { kind: 'c-held', name: 'no reference to it in the dump' },
  );
  return finder;
}

function graphFacts(dump: Dump, { columns, repeated }: Collected, derivedRoots: number): GraphFacts {
  let sizeless = 0;
  for (let node = 1; node < dump.nodeCount; node++) if (dump.shallowBytesOf[node] === 0) sizeless++;
  return {
    format: 'meliae',
    formatVersion: '1',
    producer: 'meliae',
    language: 'python',
    rules: RULES,
    problems: problemsOf({
      dangling: dump.references.dangling,
      duplicates: 0,
      repeated,
      unnamedTypes: 0,
      sizeless,
      textsLeftOut: columns.textsLeftOut,
      derivedRoots,
    }),
    process: null,
  };
}
