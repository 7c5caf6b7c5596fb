import { buildScene } from './scene.ts';
import type { ObjectGraph } from '../protocol/rows.ts';
import { mixColours, THEMES } from './theme.ts';
import type { ThemeName } from './theme.ts';

/**
 * A quoted DOT string: quotes and backslashes escaped, so that `\N` and the like stay text; line breaks were made
 * visible by the scene already. O(length).
 */
export function quoteDot(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/**
 * The graph in Graphviz's DOT language, coloured as the window does, arrows from holder to held, the line about what
 * is left out as its label; `dot -Tsvg` draws it. Node names are `n0`, `n1`, …; ids stand in `id` attributes. O(nodes +
 * edges).
 */
export function graphToDot(graph: ObjectGraph, themeName: ThemeName = 'light'): string {
  const scene = buildScene(graph);
  const theme = THEMES[themeName];
  const lines = [
    'digraph backref {',
    `  graph [rankdir=LR, bgcolor=${quoteDot(theme.surface)}, fontname="Inter", fontsize=11, fontcolor=${quoteDot(theme.softText)}, labelloc=b, labeljust=l, nodesep=0.25, label=${quoteDot(`${scene.heading}\n${scene.subheading}\n${scene.leftOut}`)}];`,
    '  node [shape=box, style="filled,rounded", fontname="Inter", fontsize=11, margin="0.12,0.06"];',
    `  edge [fontname="JetBrains Mono", fontsize=9, color=${quoteDot(theme.faintText)}, fontcolor=${quoteDot(theme.softText)}, arrowsize=0.7];`,
  ];
  scene.nodes.forEach((node, index) => {
    const colours = node.isStart ? theme.start : theme.roles[node.role];
    const ground = mixColours(
      node.kind === 'stub' ? theme.surface : colours.ground,
      theme.surface,
      node.fade,
    );
    const attributes = [
      `id=${quoteDot(node.key)}`,
      `label=${quoteDot([node.title, node.detail, node.badge].filter((line) => line !== '').join('\n'))}`,
      `tooltip=${quoteDot(node.description)}`,
      `color=${quoteDot(colours.line)}`,
      `fontcolor=${quoteDot(colours.line)}`,
      `fillcolor=${quoteDot(ground)}`,
      ...(node.kind === 'stub' ? ['style="filled,rounded,dashed"'] : []),
      ...(node.isStart ? ['peripheries=2', 'penwidth=1.6'] : []),
    ];
    lines.push(`  n${index} [${attributes.join(', ')}];`);
  });
  for (const edge of scene.edges) {
    const attributes = [
      `label=${quoteDot(edge.label)}`,
      ...(edge.retains ? [] : ['style=dotted']),
      ...(edge.onPath ? [`color=${quoteDot(theme.start.line)}`, 'penwidth=2'] : []),
    ];
    lines.push(`  n${edge.from} -> n${edge.to} [${attributes.join(', ')}];`);
  }
  lines.push('}', '');
  return lines.join('\n');
}
