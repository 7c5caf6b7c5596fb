import { useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import type { ObjectGraph } from '../../shared/protocol/rows.ts';
import type { Scene, SceneNode } from '../../shared/picture/scene.ts';
import type { GraphView, GraphViewState, NodeOnScreen } from './graph-view.ts';
import type { Heading } from './neighbourhood.ts';
import { NodeCard } from './NodeCard.tsx';
import { useGraphControls, useGraphView } from './use-graph-view.ts';
import type { GraphControls } from './use-graph-view.ts';
import { usePictureTheme } from './use-picture-theme.ts';

/** A box of the graph as its users meet it. */
export type GraphNodeRef = SceneNode;

/** What can be done with a node, by pointer or key, here and in the outline. */
export interface NodeActions {
  /** Show what is behind it, or put it away. */
  readonly onActivate: (node: SceneNode) => void;
  readonly onCollapse: (node: SceneNode) => void;
  /** Make it the object asked about. */
  readonly onRecentre: (node: SceneNode) => void;
  /** What onActivate would do, in words; empty for nothing. */
  readonly actionText: (node: SceneNode) => string;
}

export interface GraphStageProps extends NodeActions {
  readonly graph: ObjectGraph;
  readonly scene: Scene;
  readonly graphKey: string;
  readonly fixedKey: string | null;
  readonly selected: string | null;
  readonly onSelect: (key: string | null) => void;
  readonly controls: Ref<GraphControls>;
}

const HEADINGS: Readonly<Record<string, Heading | undefined>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** The canvas with its card and hint: the picture itself. */
export function GraphStage(props: GraphStageProps): ReactNode {
  const { graph, scene, selected, onSelect } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const hint = useId();
  const theme = usePictureTheme();
  const [focus, setFocus] = useState<NodeOnScreen | null>(null);
  const [state, setState] = useState<GraphViewState>({ scale: 1, pinned: 0, settled: false });
  const view = useGraphView(
    canvas,
    { scene, graphKey: props.graphKey, fixedKey: props.fixedKey, selected, theme },
    {
      onActivate: props.onActivate,
      onRecentre: props.onRecentre,
      onSelect,
      onFocus: (next) => setFocus((now) => (sameFocus(now, next) ? now : next)),
      onState: setState,
    },
  );
  useGraphControls(props.controls, view, theme);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || view.current === null) return;
    const node = scene.nodes.find((each) => each.key === selected);
    if (handleKey(event, view.current, node, props)) event.preventDefault();
  };
  return (
    <div
      className="graph-stage"
      role="application"
      aria-label="Retainer graph"
      aria-describedby={hint}
      tabIndex={0}
      data-nodes={graph.nodes.length}
      data-edges={graph.edges.length}
      data-stubs={graph.stubs.length}
      data-pinned={state.pinned}
      data-scale={state.scale.toFixed(3)}
      data-settled={state.settled}
      onKeyDown={onKeyDown}
    >
      <canvas className="graph-canvas" ref={canvas} aria-hidden />
      {focus === null ? null : <NodeCard focus={focus} action={props.actionText(focus.node)} />}
      <p className="graph-hint" id={hint}>
        Click: show or hide what is behind · double-click: ask about that object · drag: pin, Shift-click:
        free
        <span className="graph-unseen">
          . Arrow keys select, Enter shows what is behind, Delete hides it, Shift and Enter ask about the
          object. A tree with the same content follows.
        </span>
      </p>
    </div>
  );
}

function sameFocus(a: NodeOnScreen | null, b: NodeOnScreen | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.node === b.node &&
    Math.round(a.box.left) === Math.round(b.box.left) &&
    Math.round(a.box.top) === Math.round(b.box.top) &&
    Math.round(a.box.right) === Math.round(b.box.right)
  );
}

/** Whether the key meant something. */
function handleKey(
  event: KeyboardEvent,
  view: GraphView,
  node: SceneNode | undefined,
  props: GraphStageProps,
): boolean {
  const heading = HEADINGS[event.key];
  if (heading !== undefined) {
    props.onSelect(view.towards(heading));
    return true;
  }
  switch (event.key) {
    case '+':
    case '=':
      view.zoomBy(1);
      return true;
    case '-':
      view.zoomBy(-1);
      return true;
    case '0':
    case 'f':
      view.fit();
      return true;
    case 'Escape':
      if (node === undefined) return false;
      props.onSelect(null);
      return true;
    default:
      return node !== undefined && handleNodeKey(event, node, props);
  }
}

function handleNodeKey(event: KeyboardEvent, node: SceneNode, props: NodeActions): boolean {
  switch (event.key) {
    case 'Enter':
      if (event.shiftKey) props.onRecentre(node);
      else props.onActivate(node);
      return true;
    case ' ':
      props.onActivate(node);
      return true;
    case 'Delete':
    case 'Backspace':
      props.onCollapse(node);
      return true;
    default:
      return false;
  }
}
