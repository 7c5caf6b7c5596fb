import { useRef, useState } from 'react';
import type { ReactNode, Ref, RefObject } from 'react';
import { toHeapError } from '../../../shared/base/errors.ts';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { SnapshotId } from '../../../shared/protocol/engine-api.ts';
import { MAX_SET_IDS } from '../../../shared/protocol/object-set.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import type { ObjectGraph, ObjectId } from '../../../shared/protocol/rows.ts';
import { ErrorView } from '../../components/ErrorView.tsx';
import { useHost } from '../../data/host-context.tsx';
import { useCommand } from '../../data/use-command.ts';
import { RetainerGraph } from '../../graph/RetainerGraph.tsx';
import type { GraphNodeRef } from '../../graph/GraphStage.tsx';
import type { GraphControls } from '../../graph/use-graph-view.ts';
import { RetainersEmpty, isAlone } from './RetainersEmpty.tsx';
import { RetainersToolbar } from './RetainersToolbar.tsx';
import { useRetainersGraph } from './retainers-graph.ts';
import type { GraphChoice, RetainersGraph } from './retainers-graph.ts';
import './retainers.css';

interface RetainersTabProps {
  readonly snapshot: SnapshotId;
  readonly id: ObjectId;
  readonly onOpenObject: (id: ObjectId) => void;
  readonly onSet: (set: ObjectSet) => void;
}

const USUAL: GraphChoice = { direction: 'referrers', depth: 3, width: 10 };
/** What the user chose last in this window: the next object is shown alike. */
let remembered = { choice: USUAL, outline: false };

/** Who holds an object, or what it holds, as a graph to walk through. */
export function RetainersTab({ snapshot, id, onOpenObject, onSet }: RetainersTabProps): ReactNode {
  const [{ choice, outline }, setSettings] = useState(remembered);
  const controls = useRef<GraphControls>(null);
  const retainers = useRetainersGraph(snapshot, id, choice);
  const exportAs = useExport(controls, retainers);
  const { graph, query } = retainers;
  const drawn = query.error === null && graph !== null && !isAlone(graph) ? graph : null;
  const isDrawn = drawn !== null;
  useCommand('export-png', isDrawn ? () => exportAs('png') : null);
  useCommand('export-svg', isDrawn ? () => exportAs('svg') : null);
  const change = (next: Partial<typeof remembered>): void => {
    remembered = { choice, outline, ...next };
    setSettings(remembered);
  };
  return (
    <div className="retainers">
      <RetainersToolbar
        choice={choice}
        onChoice={(next) => change({ choice: next })}
        outline={outline}
        onOutline={(next) => change({ outline: next })}
        onFit={() => controls.current?.fit()}
        onZoom={(steps) => controls.current?.zoomBy(steps)}
        onFreeAll={() => controls.current?.freeAll()}
        onExport={exportAs}
        onSet={drawn === null ? null : () => onSet(setOfGraph(drawn))}
      />
      {retainers.problem === null ? null : (
        <p className="retainers-problem" role="alert">
          {retainers.problem}
          <button type="button" className="button" onClick={() => retainers.report(null)}>
            Dismiss
          </button>
        </p>
      )}
      <RetainersBody
        snapshot={snapshot}
        retainers={retainers}
        outline={outline}
        controls={controls}
        onOpenObject={onOpenObject}
      />
    </div>
  );
}

/** The objects that a graph shows, the nearest first: a set has a greatest number of ids. */
function setOfGraph(graph: ObjectGraph): ObjectSet {
  const nearest = graph.nodes.toSorted((a, b) => a.depth - b.depth);
  return { kind: 'ids', ids: nearest.slice(0, MAX_SET_IDS).map((node) => node.id) };
}

interface RetainersBodyProps {
  readonly snapshot: SnapshotId;
  readonly retainers: RetainersGraph;
  readonly outline: boolean;
  readonly controls: Ref<GraphControls>;
  readonly onOpenObject: (id: ObjectId) => void;
}

function RetainersBody({
  snapshot,
  retainers,
  outline,
  controls,
  onOpenObject,
}: RetainersBodyProps): ReactNode {
  const { query, graph } = retainers;
  if (query.error !== null) {
    return (
      <ErrorView title="The graph could not be made" error={query.error}>
        <button type="button" className="button" onClick={query.retry}>
          Try again
        </button>
      </ErrorView>
    );
  }
  if (graph === null) {
    return (
      <p className="retainers-wait" role="status">
        {query.progress?.phase ?? 'Looking for references'} …
      </p>
    );
  }
  if (isAlone(graph)) return <RetainersEmpty graph={graph} />;
  const actionText = (node: GraphNodeRef): string => actionWords(retainers, graph, node);
  return (
    <div className={retainers.busy ? 'retainers-graph busy' : 'retainers-graph'} aria-busy={retainers.busy}>
      <RetainerGraph
        graph={graph}
        graphKey={`${snapshot} ${graph.start} ${graph.direction}`}
        fixedKey={retainers.fixedKey}
        outline={outline}
        controls={controls}
        actionText={actionText}
        onActivate={(node) => {
          if (node.stubType !== null) retainers.openStub(node.id, node.stubType);
          else retainers.activate(node.id);
        }}
        onCollapse={(node) => {
          if (node.kind === 'object') retainers.close(node.id);
        }}
        onRecentre={(node) => {
          if (node.stubType !== null) retainers.openStub(node.id, node.stubType);
          else if (node.id !== graph.start) onOpenObject(node.id);
        }}
      />
    </div>
  );
}

function actionWords(retainers: RetainersGraph, graph: ObjectGraph, node: GraphNodeRef): string {
  const holds = graph.direction === 'referrers';
  if (node.kind === 'stub') return `Click: show up to ${graph.width} of them`;
  switch (retainers.actionOf(node.id)) {
    case 'load': {
      const hidden = graph.nodes.find((each) => each.id === node.id)?.hidden ?? 0;
      return `Click: show what ${holds ? 'holds it' : 'it holds'} (${formatCount(hidden)} more)`;
    }
    case 'open':
      return `Click: show what ${holds ? 'holds it' : 'it holds'} again`;
    case 'collapse':
      return `Click: hide what ${holds ? 'holds it' : 'it holds'}`;
    case 'none':
      return node.isStart ? '' : `Nothing more ${holds ? 'holds it' : 'is held by it'}`;
  }
}

const MEDIA_TYPES = { png: 'image/png', svg: 'image/svg+xml' } as const;

/** Saves the picture where the user says; tells when that fails. */
function useExport(
  controls: RefObject<GraphControls | null>,
  retainers: RetainersGraph,
): (kind: 'png' | 'svg') => void {
  const host = useHost();
  return (kind) => {
    const { graph } = retainers;
    const run = async (): Promise<void> => {
      const bytes = await controls.current?.picture(kind);
      if (!bytes || graph === null) return;
      await host.save({ name: `${fileStem(graph)}.${kind}`, mediaType: MEDIA_TYPES[kind], bytes });
    };
    run().catch((error: unknown) => {
      retainers.report(`The picture could not be saved: ${toHeapError(error).message}`);
    });
  };
}

/** `retainers-Order-0x7f3a`: only letters that every file system takes. */
function fileStem(graph: ObjectGraph): string {
  const type = graph.nodes.find((node) => node.id === graph.start)?.type ?? 'object';
  const words = [
    graph.direction === 'referrers' ? 'retainers' : 'references',
    type.split('.').at(-1) ?? '',
    graph.start,
  ];
  return words
    .map((word) => word.replace(/[^\w-]+/g, '').slice(0, 40))
    .filter((word) => word !== '')
    .join('-');
}
