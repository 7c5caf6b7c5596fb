import type { ObjectGraph } from '../protocol/rows.ts';
import { layoutForce } from './layout-force.ts';
import { hasLayers, layoutLayered } from './layout-layered.ts';
import { buildScene } from './scene.ts';
import { sceneToSvg } from './scene-to-svg.ts';
import type { ThemeName } from './theme.ts';

export interface PictureOptions {
  /** Replaces the heading "What holds …". */
  readonly title?: string;
  readonly theme?: ThemeName;
}

/**
 * A graph as a complete SVG document, as `backrefs -o graph.svg` writes it: in layers, or by forces where references are
 * too many for that. All text is escaped. Below 100 ms for 50 nodes, some seconds for 1,500. Throws HeapError `internal`
 * when the layout fails.
 */
export async function renderGraphSvg(graph: ObjectGraph, options: PictureOptions = {}): Promise<string> {
  const scene = buildScene(graph, options.title === undefined ? {} : { title: options.title });
  const layout = hasLayers(scene) ? await layoutLayered(scene) : layoutForce(scene);
  return sceneToSvg(scene, layout, options.theme ?? 'light');
}
