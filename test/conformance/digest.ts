import { EDGE_KIND_NAMES } from '../../shared/graph/edge-kinds.ts';
import type { HeapGraph } from '../../shared/graph/heap-graph.ts';
import { hasBit, NO_NODE, ROLE_NAMES, ROOT_KIND_NAMES } from '../../shared/graph/heap-graph.ts';
import { labelOf } from '../../shared/graph/labels.ts';

const TYPES_SHOWN = 12;
const ROOTS_SHOWN = 5;
const OBJECTS_SHOWN = 8;
const EDGES_SHOWN = 2;

/** A graph in at most 60 lines of text: what changes when a reader changes what it reads. O(N + E). */
export function digestOf(graph: HeapGraph): string {
  const { facts } = graph;
  const lines = [
    `${facts.format} ${facts.formatVersion}, ${facts.language}, by ${facts.producer}`,
    `nodes ${graph.nodeCount}, edges ${graph.edgeCount}, types ${graph.typeNames.length}, strings ${graph.strings.count}`,
    `bytes ${sum(graph.shallowBytesOf)}, not retaining ${count(graph.edgeCount, (edge) => !hasBit(graph.edgeRetains, edge))}`,
    `synthetic ${count(graph.nodeCount, (node) => hasBit(graph.synthetic, node))}, dicts with an owner ${ownedDicts(graph)}`,
    `previews ${count(graph.nodeCount, (node) => graph.previewOf(node) !== '')}, allocations ${count(graph.nodeCount, (node) => graph.allocationOf(node).length > 0)}`,
    `edges by kind: ${tally(graph.edgeKind, EDGE_KIND_NAMES)}`,
    `roots by kind: ${tally(graph.roots.kind, ROOT_KIND_NAMES)}`,
    ...facts.problems.map((problem) => `problem ${problem.code}: ${problem.count}`),
    ...threadLines(graph),
    'types:',
    ...typeLines(graph),
    'roots:',
    ...Array.from(graph.roots.node.subarray(0, ROOTS_SHOWN), (node, root) => {
      const kind = ROOT_KIND_NAMES[graph.roots.kind[root]];
      return `  ${kind} ${graph.strings.get(graph.roots.name[root])}: ${nodeText(graph, node)}`;
    }),
    'objects:',
    ...objectLines(graph),
  ];
  return `${lines.join('\n')}\n`;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function count(length: number, holds: (index: number) => boolean): number {
  let total = 0;
  for (let index = 0; index < length; index++) if (holds(index)) total++;
  return total;
}

function ownedDicts({ ownerOfDict }: HeapGraph): string {
  return ownerOfDict === null ? 'unknown' : String(ownerOfDict.filter((owner) => owner !== NO_NODE).length);
}

function tally(codes: Uint8Array, names: readonly string[]): string {
  const counts = names.map((name, code) => [name, codes.filter((each) => each === code).length] as const);
  return counts.flatMap(([name, each]) => (each === 0 ? [] : [`${name} ${each}`])).join(', ');
}

function threadLines({ facts }: HeapGraph): string[] {
  return (facts.process?.threads ?? []).map(
    ({ name, frames }) =>
      `thread ${name}: ${frames.map((frame) => `${frame.function}():${frame.line}`).join(' ← ')}`,
  );
}

function typeLines(graph: HeapGraph): string[] {
  const counts = graph.typeNames.map(() => ({ count: 0, bytes: 0 }));
  graph.typeOf.forEach((type, node) => {
    counts[type].count++;
    counts[type].bytes += graph.shallowBytesOf[node];
  });
  return counts
    .map((each, type) => ({ ...each, type }))
    .sort((a, b) => b.count - a.count || a.type - b.type)
    .slice(0, TYPES_SHOWN)
    .map(({ type, count: objects, bytes }) => {
      return `  ${graph.typeNames[type]} (${ROLE_NAMES[graph.typeRole[type]]}): ${objects}, ${bytes} B`;
    });
}

function nodeText(graph: HeapGraph, node: number): string {
  return `${graph.idOf(node)} ${graph.typeNames[graph.typeOf[node]]} ${graph.previewOf(node)}`.trimEnd();
}

/** Objects at equal distances through the file, with their first references. */
function objectLines(graph: HeapGraph): string[] {
  return Array.from({ length: OBJECTS_SHOWN }, (_, at) => {
    const node = Math.floor(((at + 0.5) * graph.nodeCount) / OBJECTS_SHOWN);
    const edges = Array.from(
      { length: Math.min(EDGES_SHOWN, graph.edgeStart[node + 1] - graph.edgeStart[node]) },
      (__, edge) => graph.edgeStart[node] + edge,
    );
    return [
      `  ${nodeText(graph, node)}: ${graph.shallowBytesOf[node]} B`,
      ...edges.map((edge) => `    ${labelOf(graph, edge)} → ${nodeText(graph, graph.edgeTarget[edge])}`),
    ];
  }).flat();
}
