import { describe, expect, it } from 'vitest';
import { makeBodies, separateBodies } from '../../../../shared/picture/forces.ts';
import { boxOf, labelRect, overlaps } from '../../../../shared/picture/geometry.ts';
import type { Layout, Rect } from '../../../../shared/picture/geometry.ts';
import { layoutForce } from '../../../../shared/picture/layout-force.ts';
import { hasLayers, layoutLayered } from '../../../../shared/picture/layout-layered.ts';
import { routeEdges } from '../../../../shared/picture/place-labels.ts';
import { renderGraphSvg } from '../../../../shared/picture/render-graph-svg.ts';
import { LABEL_HEIGHT, buildScene } from '../../../../shared/picture/scene.ts';
import type { Scene } from '../../../../shared/picture/scene.ts';
import { edge, graphOf, layeredGraph, node, shopGraph } from './example-graph.ts';

const GRAPHS = { shop: shopGraph(), sixty: layeredGraph(60, 12), many: layeredGraph(250, 30) };

function boxes(scene: Scene, layout: Layout): Rect[] {
  return scene.nodes.map((each, index) => boxOf(each, layout.nodes[index]));
}

function labels(scene: Scene, layout: Layout): Rect[] {
  return layout.edges.flatMap((each, index) =>
    each.label === null ? [] : [labelRect(each.label, scene.edges[index].labelWidth, LABEL_HEIGHT - 2)],
  );
}

/** Pairs that share an area, compared one by one. */
function collisions(rects: readonly Rect[], others: readonly Rect[] | null = null): number {
  let found = 0;
  rects.forEach((a, i) => (others ?? rects.slice(i + 1)).forEach((b) => (found += Number(overlaps(a, b)))));
  return found;
}

/** How far the ends of arrows are from their boxes, at most. */
function looseEnds(scene: Scene, layout: Layout): number {
  let most = 0;
  layout.edges.forEach(({ points }, index) => {
    const away = (at: { x: number; y: number }, of: number): number => {
      const box = boxOf(scene.nodes[of], layout.nodes[of]);
      return Math.hypot(
        Math.max(box.left - at.x, 0, at.x - box.right),
        Math.max(box.top - at.y, 0, at.y - box.bottom),
      );
    };
    most = Math.max(
      most,
      away(points[0], scene.edges[index].from),
      away(points[points.length - 1], scene.edges[index].to),
    );
  });
  return most;
}

describe.each(Object.entries(GRAPHS))('the layered layout of %s', (_, graph) => {
  const scene = buildScene(graph);

  it('covers no box and no label with another', async () => {
    const layout = await layoutLayered(scene);
    expect(collisions(boxes(scene, layout))).toBe(0);
    expect(collisions(labels(scene, layout))).toBe(0);
    expect(collisions(labels(scene, layout), boxes(scene, layout))).toBe(0);
    expect(layout.edges.every((each) => each.label !== null)).toBe(true);
  });

  it('leads arrows from box to box', async () => {
    expect(looseEnds(scene, await layoutLayered(scene))).toBeLessThan(12);
  });

  it('is the same each time', async () => {
    expect(await layoutLayered(scene)).toEqual(await layoutLayered(scene));
  });
});

describe.each(Object.entries(GRAPHS))('the force layout of %s', (_, graph) => {
  const scene = buildScene(graph);
  const layout = layoutForce(scene);

  it('covers no box and no label with another', () => {
    expect(collisions(boxes(scene, layout))).toBe(0);
    expect(collisions(labels(scene, layout))).toBe(0);
    expect(collisions(labels(scene, layout), boxes(scene, layout))).toBe(0);
  });

  it('leads arrows from box to box', () => {
    expect(looseEnds(scene, layout)).toBeLessThan(12);
  });

  it('is the same each time', () => {
    expect(layoutForce(scene)).toEqual(layout);
  });
});

describe('flow', () => {
  const flowOf = (graph: ReturnType<typeof graphOf>, layout: Layout): number[] => {
    const start = layout.nodes[0];
    return graph.nodes.slice(1).map((_, i) => layout.nodes[i + 1].x - start.x);
  };

  it('puts holders left of the start and what it holds right, even when references run in circles', async () => {
    const nodes = [node('0x0', 'A', 0), node('0x1', 'B', 1), node('0x2', 'C', 2)];
    const circle = [
      edge('0x1', '0x0', '.a'),
      edge('0x2', '0x1', '.b'),
      edge('0x0', '0x2', '.c'),
      edge('0x0', '0x1', '.d'),
    ];
    const holders = graphOf(nodes, circle);
    const held = graphOf(
      nodes,
      circle.map((each) => ({ ...each, from: each.to, to: each.from })),
      { direction: 'referents' },
    );
    for (const layout of [await layoutLayered(buildScene(holders)), layoutForce(buildScene(holders))]) {
      expect(Math.max(...flowOf(holders, layout))).toBeLessThan(0);
    }
    for (const layout of [await layoutLayered(buildScene(held)), layoutForce(buildScene(held))]) {
      expect(Math.min(...flowOf(held, layout))).toBeGreaterThan(0);
    }
  });

  it('turns a long chain down where the room is high', async () => {
    const nodes = Array.from({ length: 8 }, (_, i) => node(`0x${i}`, 'shop.Order', i));
    const scene = buildScene(
      graphOf(
        nodes,
        nodes.slice(1).map((each, i) => edge(each.id, nodes[i].id, '.next_in_the_chain')),
      ),
    );
    const extent = (layout: Layout, axis: 'x' | 'y'): number =>
      Math.abs(layout.nodes[0][axis] - layout.nodes[7][axis]);
    const high = await layoutLayered(scene, { width: 500, height: 800 });
    expect(extent(high, 'y')).toBeGreaterThan(5 * extent(high, 'x'));
    const wide = await layoutLayered(scene, { width: 2000, height: 300 });
    expect(extent(wide, 'x')).toBeGreaterThan(5 * extent(wide, 'y'));
  });

  it('draws an object that refers to itself', async () => {
    const scene = buildScene(graphOf([node('0x0', 'list', 0)], [edge('0x0', '0x0', '[0]', 'item')]));
    for (const layout of [await layoutLayered(scene), layoutForce(scene)]) {
      expect(layout.edges[0].points.length).toBeGreaterThanOrEqual(4);
      expect(layout.edges[0].points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
    }
  });
});

describe('a graph that is too dense for layers', () => {
  const { nodes, ...rest } = layeredGraph(120, 30);
  const edges = nodes.flatMap((from, i) =>
    [1, 7, 11, 29, 37, 61].map((step, n) => edge(from.id, nodes[(i + step) % nodes.length].id, `.f${n}`)),
  );
  const scene = buildScene({ ...rest, nodes, edges });

  it('is refused by the one layout and placed by the other', async () => {
    expect(hasLayers(scene)).toBe(false);
    await expect(layoutLayered(scene)).rejects.toThrow(/720 references are too many/);
    const layout = layoutForce(scene);
    expect(collisions(boxes(scene, layout))).toBe(0);
    expect(await renderGraphSvg({ ...rest, nodes, edges })).toContain('</svg>');
  });

  it('is the only kind that is refused', () => {
    for (const graph of Object.values(GRAPHS)) expect(hasLayers(buildScene(graph))).toBe(true);
    expect(hasLayers(buildScene(layeredGraph(1500, 100)))).toBe(true);
  });
});

describe('separateBodies', () => {
  it('moves a heap of boxes apart', () => {
    const scene = buildScene(layeredGraph(80, 10));
    const bodies = makeBodies(
      scene,
      scene.nodes.map((_, i) => ({ x: i % 7, y: i % 5 })),
    );
    separateBodies(bodies);
    expect(collisions(boxes(scene, { nodes: bodies, edges: [] }))).toBe(0);
  });
});

describe('routeEdges', () => {
  it('keeps drawn curves while boxes move together and draws a plain arrow when they part', async () => {
    const scene = buildScene(shopGraph());
    const drawn = await layoutLayered(scene);
    const shifted = drawn.nodes.map(({ x, y }) => ({ x: x + 100, y: y - 30 }));
    const together = routeEdges(scene, shifted, drawn);
    together.edges.forEach((each, index) => {
      each.points.forEach((point, i) => {
        expect(point.x).toBeCloseTo(drawn.edges[index].points[i].x + 100, 6);
        expect(point.y).toBeCloseTo(drawn.edges[index].points[i].y - 30, 6);
      });
    });
    const apart = drawn.nodes.map((at, i) => (i === 0 ? { x: at.x, y: at.y + 300 } : at));
    const layout = routeEdges(scene, apart, drawn);
    expect(looseEnds(scene, layout)).toBeLessThan(12);
    expect(collisions(labels(scene, layout), boxes(scene, layout))).toBe(0);
  });
});
