import { useMemo, useState } from 'react';
import type { ReactNode, Ref } from 'react';
import type { ObjectGraph } from '../../shared/protocol/rows.ts';
import { buildScene } from '../../shared/picture/scene.ts';
import { GraphLegend } from './GraphLegend.tsx';
import { GraphOutline } from './GraphOutline.tsx';
import { GraphStage } from './GraphStage.tsx';
import type { NodeActions } from './GraphStage.tsx';
import type { GraphControls } from './use-graph-view.ts';
import './graph.css';

export interface RetainerGraphProps extends NodeActions {
  /** What is to be shown now. */
  readonly graph: ObjectGraph;
  /** Changes when another graph is shown, not when this one grows. */
  readonly graphKey: string;
  /** The node whose neighbours came or went: it stays where it is. */
  readonly fixedKey: string | null;
  /** Whether the outline stands beside the picture; otherwise it comes up when the keyboard reaches it. */
  readonly outline: boolean;
  readonly controls: Ref<GraphControls>;
}

interface Selection {
  readonly graphKey: string;
  readonly key: string | null;
}

/** The interactive picture of who holds an object (or what it holds), with its legend and an outline of the same. */
export function RetainerGraph(props: RetainerGraphProps): ReactNode {
  const { graph, graphKey, fixedKey, outline, controls, ...actions } = props;
  const scene = useMemo(() => buildScene(graph), [graph]);
  const [selection, setSelection] = useState<Selection>({ graphKey, key: null });
  const selected = selection.graphKey === graphKey ? selection.key : null;
  const select = (key: string | null): void => setSelection({ graphKey, key });
  return (
    <div className={outline ? 'graph-frame with-outline' : 'graph-frame'}>
      <GraphStage
        graph={graph}
        scene={scene}
        graphKey={graphKey}
        fixedKey={fixedKey}
        selected={selected}
        onSelect={select}
        controls={controls}
        {...actions}
      />
      <GraphOutline scene={scene} label={scene.heading} selected={selected} onSelect={select} {...actions} />
      <footer className="graph-foot">
        <p className="graph-left-out">{scene.leftOut}</p>
        <GraphLegend scene={scene} />
      </footer>
      <p className="graph-unseen" aria-live="polite">
        {scene.nodes.find((node) => node.key === selected)?.description ?? ''}
      </p>
    </div>
  );
}
