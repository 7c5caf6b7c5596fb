import { NO_NODE } from '../graph/heap-graph.ts';
import type { GraphFrame, GraphProcess, HeapGraph } from '../graph/heap-graph.ts';
import type { FrameInfo, ProcessInfo } from '../protocol/rows.ts';
import type { Query } from './query-context.ts';

/** Facts about the snapshot: O(types) for counting the types that have objects. */
export const info: Query<'info'> = ({ heap, openedInMs }) => {
  const { graph, totals, types } = heap;
  const { facts } = graph;
  return {
    format: facts.format,
    formatVersion: facts.formatVersion,
    producer: facts.producer,
    objects: totals.objects,
    references: totals.references,
    types: types.countOf.reduce((count, objects) => count + (objects > 0 ? 1 : 0), 0),
    shallowBytes: totals.shallowBytes,
    unreachable: { objects: totals.unreachableObjects, shallowBytes: totals.unreachableBytes },
    problems: facts.problems,
    process: facts.process === null ? null : processInfo(graph, facts.process),
    rules: facts.rules,
    openedInMs,
    language: facts.language,
  };
};

function processInfo(graph: HeapGraph, process: GraphProcess): ProcessInfo {
  return {
    ...process,
    threads: process.threads.map((thread) => ({
      ...thread,
      frames: thread.frames.map((frame) => frameInfo(graph, frame)),
    })),
  };
}

function frameInfo(graph: HeapGraph, { node, ...frame }: GraphFrame): FrameInfo {
  return { ...frame, id: node === NO_NODE ? null : graph.idOf(node) };
}
