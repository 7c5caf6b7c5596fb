import { useEffect, useImperativeHandle, useRef } from 'react';
import type { Ref, RefObject } from 'react';
import type { Scene } from '../../shared/picture/scene.ts';
import { sceneToSvg } from '../../shared/picture/scene-to-svg.ts';
import type { ThemeName } from '../../shared/picture/theme.ts';
import { paintPng } from './export-picture.ts';
import { GraphView } from './graph-view.ts';
import type { GraphViewEvents } from './graph-view.ts';

/** What a toolbar can do with the graph. */
export interface GraphControls {
  readonly fit: () => void;
  /** `steps` negative: out. */
  readonly zoomBy: (steps: number) => void;
  /** Lets all pinned boxes go. */
  readonly freeAll: () => void;
  /** The picture as it stands, as a file's bytes; null before there is one. Rejects when it cannot be painted. */
  readonly picture: (kind: 'png' | 'svg') => Promise<Uint8Array | null>;
}

export interface ShownGraph {
  readonly scene: Scene;
  /** Changes when another graph is shown, not when this one grows. */
  readonly graphKey: string;
  /** The node whose neighbours came or went: it stays where it is. */
  readonly fixedKey: string | null;
  readonly selected: string | null;
  readonly theme: ThemeName;
}

/**
 * A GraphView on a canvas for as long as the component lives, kept in step with what is to be shown. Events always go
 * to the newest `events`.
 */
export function useGraphView(
  canvas: RefObject<HTMLCanvasElement | null>,
  shown: ShownGraph,
  events: GraphViewEvents,
): RefObject<GraphView | null> {
  const { scene, graphKey, fixedKey, selected, theme } = shown;
  const view = useRef<GraphView | null>(null);
  const latest = useRef({ events, fixedKey });
  const shownKey = useRef<string | null>(null);
  useEffect(() => {
    latest.current = { events, fixedKey };
  });
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const made = new GraphView(canvas.current, {
      onActivate: (node) => latest.current.events.onActivate(node),
      onRecentre: (node) => latest.current.events.onRecentre(node),
      onSelect: (key) => latest.current.events.onSelect(key),
      onFocus: (focus) => latest.current.events.onFocus(focus),
      onState: (state) => latest.current.events.onState(state),
    });
    view.current = made;
    return () => {
      made.close();
      view.current = null;
      shownKey.current = null;
    };
  }, [canvas]);
  useEffect(() => {
    view.current?.setScene(scene, shownKey.current !== graphKey, latest.current.fixedKey);
    shownKey.current = graphKey;
  }, [scene, graphKey]);
  useEffect(() => view.current?.setTheme(theme), [theme]);
  useEffect(() => view.current?.select(selected, selected !== null), [selected, scene]);
  return view;
}

/** Fills `controls` for the toolbar. */
export function useGraphControls(
  controls: Ref<GraphControls>,
  view: RefObject<GraphView | null>,
  theme: ThemeName,
): void {
  useImperativeHandle(
    controls,
    () => ({
      fit: () => view.current?.fit(),
      zoomBy: (steps) => view.current?.zoomBy(steps),
      freeAll: () => view.current?.freeAll(),
      picture: async (kind) => {
        const picture = view.current?.picture ?? null;
        if (picture === null) return null;
        const { scene, layout } = picture;
        if (kind === 'png') return paintPng(scene, layout, theme);
        return new TextEncoder().encode(sceneToSvg(scene, layout, theme));
      },
    }),
    [view, theme],
  );
}
