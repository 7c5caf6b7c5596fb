import { RING } from './geometry.ts';
import { LABEL_HEIGHT } from './scene.ts';
import type { Scene, SceneEdge, SceneNode } from './scene.ts';

/** Which way arrows point: holders left and held right, or holders above. */
export type Flow = 'LR' | 'TB';

/**
 * How much work Graphviz may put into a picture: `full`; `quick`, fewer rounds against crossings; `bare`, also without
 * room for labels, which double the ranks.
 */
export type Effort = 'full' | 'quick' | 'bare';

const LIMITS: Readonly<Record<Effort, string>> = {
  full: 'ranksep=0.45, nslimit=4, nslimit1=4, mclimit=1',
  quick: 'ranksep=0.45, nslimit=1, nslimit1=1, mclimit=0.3',
  bare: 'ranksep=1.1, nslimit=1, nslimit1=1, mclimit=0.3',
};

const POINTS_PER_INCH = 72;

function inches(pixels: number): string {
  return (pixels / POINTS_PER_INCH).toFixed(4);
}

function outerSize(node: SceneNode): { width: number; height: number } {
  const air = node.isStart ? 2 * RING + 4 : 4;
  return { width: node.width + air, height: node.height + air };
}

/**
 * Whether an arrow points away from the flow: in a graph of holders, from a near object to a far one. Such arrows close
 * cycles; turned round they leave every holder on its side of the start. O(1).
 */
export function isAgainstFlow(scene: Scene, edge: SceneEdge): boolean {
  const ahead = scene.nodes[edge.to].depth - scene.nodes[edge.from].depth;
  return scene.direction === 'referrers' ? ahead > 0 : ahead < 0;
}

/**
 * The scene as DOT for placing only: boxes and labels have their measured sizes (1 px = 1 pt) and no text, so that
 * nothing from a snapshot reaches the layout program. Arrows against the flow are written the other way round. O(nodes +
 * edges).
 */
export function sceneToSizedDot(scene: Scene, flow: Flow, effort: Effort): string {
  const lines = [
    'digraph g {',
    `  graph [rankdir=${flow}, nodesep=0.22, splines=true, ${LIMITS[effort]}];`,
    '  node [shape=box, fixedsize=true, label="", margin=0];',
    '  edge [dir=none];',
  ];
  scene.nodes.forEach((node, index) => {
    const { width, height } = outerSize(node);
    lines.push(`  n${index} [width=${inches(width)}, height=${inches(height)}];`);
  });
  scene.edges.forEach((edge, index) => {
    const size = `width="${edge.labelWidth + 8}" height="${LABEL_HEIGHT + 3}"`;
    const label =
      edge.label === '' || effort === 'bare'
        ? '""'
        : `<<table border="0" cellborder="0" cellpadding="0" cellspacing="0" fixedsize="true" ${size}><tr><td></td></tr></table>>`;
    const [tail, head] = isAgainstFlow(scene, edge) ? [edge.to, edge.from] : [edge.from, edge.to];
    lines.push(`  n${tail} -> n${head} [id="e${index}", label=${label}, weight=${edge.onPath ? 8 : 1}];`);
  });
  lines.push('}', '');
  return lines.join('\n');
}
