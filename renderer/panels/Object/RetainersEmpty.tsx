import type { ReactNode } from 'react';
import type { ObjectGraph, RootKindName } from '../../../shared/protocol/rows.ts';
import { EmptyState } from '../../components/EmptyState.tsx';

const WHY_ALIVE: Readonly<Record<RootKindName, string>> = {
  module: 'It is a module, and modules are kept by the interpreter.',
  frame: 'It is a frame that is running: its thread keeps it.',
  thread: 'It is a thread that is running.',
  interpreter: 'The interpreter itself keeps it.',
  'c-held': 'Its reference count is higher than all references in the snapshot: code written in C keeps it.',
  static: 'It is part of the interpreter’s program, never freed.',
  'gc-garbage': 'It was found to be garbage that the collector could not free (gc.garbage).',
  'v8-root': 'The engine itself keeps it.',
  unknown: 'The snapshot marks it as a root without saying why.',
};

/** Whether there is nothing to draw but the object itself. */
export function isAlone(graph: ObjectGraph): boolean {
  const start = graph.nodes.find((node) => node.id === graph.start);
  return (
    graph.nodes.length <= 1 &&
    graph.edges.length === 0 &&
    graph.stubs.length === 0 &&
    (start?.hidden ?? 0) === 0
  );
}

/** Says why there is no graph, and what that means for the object. */
export function RetainersEmpty({ graph }: { readonly graph: ObjectGraph }): ReactNode {
  const start = graph.nodes.find((node) => node.id === graph.start);
  if (graph.direction === 'referents') {
    return (
      <EmptyState title="This object refers to nothing">
        <p>No reference from it to another object is in the snapshot.</p>
      </EmptyState>
    );
  }
  const rootKind = start?.rootKind ?? null;
  return (
    <EmptyState title="Nothing refers to this object">
      <p>
        {rootKind === null
          ? 'No object in the snapshot refers to it: it waits to be freed, or code written in C holds it.'
          : WHY_ALIVE[rootKind]}
      </p>
    </EmptyState>
  );
}
