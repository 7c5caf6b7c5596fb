import { Resvg } from '@resvg/resvg-js';
import { instance } from '@viz-js/viz';
import { describe, expect, it } from 'vitest';
import { graphToDot } from '../../../../shared/picture/graph-to-dot.ts';
import { layoutForce } from '../../../../shared/picture/layout-force.ts';
import { renderGraphSvg } from '../../../../shared/picture/render-graph-svg.ts';
import { buildScene } from '../../../../shared/picture/scene.ts';
import { escapeXml } from '../../../../shared/base/xml-text.ts';
import { sceneToSvg } from '../../../../shared/picture/scene-to-svg.ts';
import { edge, graphOf, node, shopGraph } from './example-graph.ts';

const HOSTILE = [
  '</text><script>alert(1)</script>',
  '"><image href="http://example.org/x.png"/>',
  '&amp;&lt;]]>',
  '\\N \\G \\" "; evil [shape=star]; x="',
  '<b>html</b> label=<table>',
  'line\nbreak \u202e\u0007 \ud800 \u{1f600} 漢字',
];

function hostileGraph(): ReturnType<typeof graphOf> {
  const nodes = HOSTILE.map((text, i) =>
    node(`0x${i}`, text, i, { preview: HOSTILE[(i + 1) % HOSTILE.length] }),
  );
  const edges = nodes.slice(1).map((each, i) => edge(each.id, nodes[i].id, HOSTILE[i]));
  return graphOf(nodes, edges, {
    stubs: [{ ...shopGraph().stubs[0], of: '0x1', type: HOSTILE[0], label: HOSTILE[3] }],
  });
}

/** Parsed by resvg's XML parser, which refuses what is not well-formed. */
function parses(svg: string): boolean {
  return new Resvg(svg, { font: { loadSystemFonts: false } }).width > 0;
}

describe('SVG pictures', () => {
  it('are well-formed and complete, by both layouts and in both themes', async () => {
    const graph = shopGraph();
    const pictures = [
      await renderGraphSvg(graph),
      await renderGraphSvg(graph, { theme: 'dark', title: 'A title' }),
      sceneToSvg(buildScene(graph), layoutForce(buildScene(graph)), 'light'),
    ];
    for (const svg of pictures) {
      expect(parses(svg)).toBe(true);
      // One <title> for the whole and one for each box.
      expect(svg.match(/<title/g)).toHaveLength(1 + graph.nodes.length + graph.stubs.length);
      for (const text of ['3,000 × function', '.by_name', 'shortest way from a root', 'Left out:'])
        expect(svg).toContain(text);
    }
    expect(pictures[1]).toContain('<title id="title">A title</title>');
  });

  it('hold hostile text as text', async () => {
    const svg = await renderGraphSvg(hostileGraph());
    expect(parses(svg)).toBe(true);
    const tags = new Set([...svg.matchAll(/<\/?([a-zA-Z]+)/g)].map((match) => match[1]));
    expect([...tags].sort()).toEqual([
      'desc',
      'g',
      'path',
      'polygon',
      'rect',
      'style',
      'svg',
      'text',
      'title',
    ]);
    const attributes = new Set(
      [...svg.matchAll(/<[^>]*>/g)].flatMap(([tag]) =>
        [...tag.matchAll(/\s([\w-]+)="/g)].map((match) => match[1]),
      ),
    );
    for (const name of attributes) expect(name).not.toMatch(/^(on|href|src|style$)/);
    expect(svg).not.toMatch(/url\(|@import|[\p{Cf}]/u);
  });

  it('would not parse without escaping', () => {
    expect(() =>
      parses('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>a<b</title></svg>'),
    ).toThrow();
    expect(escapeXml('a<b & "c" \'d\'\u0000')).toBe('a&lt;b &amp; &quot;c&quot; &#39;d&#39;\ufffd');
  });

  it('are the same for the same graph', async () => {
    expect(await renderGraphSvg(shopGraph())).toBe(await renderGraphSvg(shopGraph()));
  });
});

interface DotNode {
  readonly name: string;
  readonly id: string;
  readonly label: string;
}

describe('DOT', () => {
  it('is read by Graphviz as the same graph, hostile text included', async () => {
    const viz = await instance();
    for (const graph of [shopGraph(), hostileGraph()]) {
      const read = viz.renderJSON(graphToDot(graph)) as {
        objects: DotNode[];
        edges: { label: string; style?: string }[];
      };
      expect(read.objects).toHaveLength(graph.nodes.length + graph.stubs.length);
      expect(read.edges).toHaveLength(graph.edges.length + graph.stubs.length);
      expect(read.objects.map((each) => each.id).slice(0, graph.nodes.length)).toEqual(
        graph.nodes.map((each) => each.id),
      );
    }
  });

  it('dots what does not retain and names what is left out', () => {
    const dot = graphToDot(shopGraph());
    expect(dot).toMatch(/label="weak", style=dotted/);
    expect(dot).toContain('Left out: 3,002 holders');
  });
});
