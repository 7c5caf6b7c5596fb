import { describe, expect, it } from 'vitest';
import { buildScene } from '../../../../shared/picture/scene.ts';
import { edge, graphOf, layeredGraph, node, shopGraph } from './example-graph.ts';

const HOSTILE = '<script>alert(1)</script>\n\u202e"&\u0000\ud800';

describe('buildScene', () => {
  it('has a box for each object and stub and an arrow for each reference and stub', () => {
    const graph = shopGraph();
    const scene = buildScene(graph);
    expect(scene.nodes).toHaveLength(graph.nodes.length + graph.stubs.length);
    expect(scene.edges).toHaveLength(graph.edges.length + graph.stubs.length);
    expect(new Set(scene.nodes.map((each) => each.key)).size).toBe(scene.nodes.length);
  });

  it('points from holder to held, also for stubs, in either direction', () => {
    const graph = shopGraph();
    const ends = (direction: 'referrers' | 'referents'): string[] => {
      const scene = buildScene({ ...graph, direction });
      return scene.edges.map(({ from, to }) => `${scene.nodes[from].title} → ${scene.nodes[to].title}`);
    };
    expect(ends('referrers')).toContain('2 × Item → Order');
    expect(ends('referents')).toContain('Order → 2 × Item');
    expect(ends('referrers')).toContain('module → dict');
  });

  it('shortens Python names to the class and leaves names of V8 whole', () => {
    const types = ['shop.models.Order', 'f.<locals>.Line', 'system / Context', 'Window / https://a.b/c.d'];
    const scene = buildScene(
      graphOf(
        types.map((type, i) => node(`0x${i}`, type, i)),
        [],
      ),
    );
    expect(scene.nodes.map((each) => each.title)).toEqual([
      'Order',
      'Line',
      'system / Context',
      'Window / https://a.b/c.d',
    ]);
  });

  it('says how many items a container has, and nothing that only repeats the type', () => {
    const scene = buildScene(
      graphOf(
        [
          node('0xa', 'shop.Order', 0),
          node('0xb', 'list', 1, { preview: 'list of 10,000' }),
          node('0xc', 'dict', 1, { preview: 'dict of 1' }),
          node('0xd', 'shop.Ledger', 1, { preview: 'Ledger' }),
        ],
        [],
      ),
    );
    // The start has its id when nothing else tells it apart.
    expect(scene.nodes.map((each) => each.detail)).toEqual(['0xa', '10,000 items', '1 item', '']);
  });

  it('marks the shortest retaining chain from a root, and prefers a root with a name', () => {
    const nodes = [
      node('0x0', 'A', 0),
      node('0x1', 'B', 1, { rootKind: 'c-held' }),
      node('0x2', 'C', 1),
      node('0x3', 'module', 2, { role: 'root', rootKind: 'module' }),
    ];
    const weak = { ...edge('0x3', '0x0', 'weak', 'weak') };
    const edges = [weak, edge('0x1', '0x0', '.b'), edge('0x2', '0x0', '.c'), edge('0x3', '0x2', '.top')];
    const marked = (graph: ReturnType<typeof graphOf>): string[] =>
      buildScene(graph)
        .edges.filter((each) => each.onPath)
        .map((each) => each.label);
    expect(marked(graphOf(nodes, edges))).toEqual(['.c', '.top']);
    expect(marked(graphOf(nodes.slice(0, 3), edges.slice(0, 3)))).toEqual(['.b']);
    expect(marked(graphOf(nodes, edges, { direction: 'referents' }))).toEqual([]);
  });

  it('folds references between the same two objects into ×n', () => {
    const double = { ...edge('0x1', '0x0', '[0]', 'item'), count: 3 };
    const scene = buildScene(graphOf([node('0x0', 'A', 0), node('0x1', 'list', 1)], [double]));
    expect(scene.edges[0].label).toBe('[0] ×3');
  });

  it('badges what the engine calls cut, and only that', () => {
    const nodes = [
      node('0x0', 'A', 0),
      node('0x1', 'module', 1, { role: 'root', hidden: 7 }),
      node('0x2', 'B', 1, { hidden: 1234 }),
    ];
    const scene = buildScene(graphOf(nodes, [], { truncated: [{ id: '0x2', hidden: 1234 }] }));
    expect(scene.nodes.map((each) => each.badge)).toEqual(['', '', '+1,234']);
  });

  it('keeps two stubs of one type apart when they refer in different ways', () => {
    const graph = shopGraph();
    const other = { ...graph.stubs[0], kind: 'item' as const, label: '[…]' };
    const scene = buildScene({ ...graph, stubs: [...graph.stubs, other] });
    expect(new Set(scene.nodes.map((each) => each.key)).size).toBe(scene.nodes.length);
  });

  it('shows nothing of hostile text that could act, hide or turn the line', () => {
    const graph = graphOf(
      [node('0x0', HOSTILE, 0, { preview: HOSTILE }), node('0x1', 'x'.repeat(5000), 1)],
      [edge('0x1', '0x0', HOSTILE + 'y'.repeat(500))],
      { stubs: [{ ...shopGraph().stubs[0], of: '0x0', type: HOSTILE }] },
    );
    const scene = buildScene(graph, { title: HOSTILE });
    const texts = [
      scene.heading,
      ...scene.nodes.flatMap((each) => [each.title, each.detail, each.type, each.description]),
      ...scene.edges.map((each) => each.label),
    ];
    for (const text of texts) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028]/u);
      expect(text.length).toBeLessThanOrEqual(400);
    }
    expect(Math.max(...scene.nodes.map((each) => each.width))).toBeLessThan(230);
    expect(Math.max(...scene.edges.map((each) => each.labelWidth))).toBeLessThanOrEqual(150);
  });

  it('survives edges whose ends are not shown', () => {
    const scene = buildScene(graphOf([node('0x0', 'A', 0)], [edge('0x9', '0x0', '.a')]));
    expect(scene.edges).toEqual([]);
  });

  it('says what is left out and why', () => {
    const graph = shopGraph();
    expect(buildScene(graph).leftOut).toBe(
      'Left out: 3,002 holders folded into 2 dashed boxes; 15 holders more than the width of 10.',
    );
    const whole = graphOf([node('0x0', 'A', 0)], []);
    expect(buildScene(whole).leftOut).toMatch(/^Nothing is left out/);
    const deep = graphOf(
      [node('0x0', 'A', 0), node('0x1', 'B', 1, { hidden: 2 })],
      [edge('0x1', '0x0', '.b')],
    );
    expect(buildScene(deep).leftOut).toBe('Left out: what holds 1 object beyond depth 1.');
  });

  it('builds 1,500 nodes', () => {
    expect(buildScene(layeredGraph(1500, 100)).nodes).toHaveLength(1500);
  });
});
