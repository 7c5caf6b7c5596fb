import { describe, expect, it } from 'vitest';
import { fitTransform } from '../../../../renderer/graph/camera.ts';
import { neighbourhood, nodeTowards } from '../../../../renderer/graph/neighbourhood.ts';
import { NodePicker } from '../../../../renderer/graph/node-picker.ts';
import type { Rect } from '../../../../shared/picture/geometry.ts';
import { layoutForce } from '../../../../shared/picture/layout-force.ts';
import { buildScene } from '../../../../shared/picture/scene.ts';
import { layeredGraph, shopGraph } from '../../shared/picture/example-graph.ts';

describe('NodePicker', () => {
  const scene = buildScene(layeredGraph(300, 40));
  const { nodes: centres } = layoutForce(scene);
  const picker = new NodePicker(scene, centres);

  /** Looks at every box. */
  function slowly(x: number, y: number, slack: number): number {
    return scene.nodes.findLastIndex(
      (node, i) =>
        Math.abs(x - centres[i].x) <= node.width / 2 + slack &&
        Math.abs(y - centres[i].y) <= node.height / 2 + slack,
    );
  }

  it('finds the same box as a look at every one of them', () => {
    let hits = 0;
    for (let i = 0; i < 4000; i++) {
      const near = centres[i % centres.length];
      const x = near.x + ((i * 37) % 200) - 100;
      const y = near.y + ((i * 53) % 80) - 40;
      const found = picker.at(x, y, 2);
      expect(found).toBe(slowly(x, y, 2));
      hits += Number(found >= 0);
    }
    expect(hits).toBeGreaterThan(1000);
    expect(hits).toBeLessThan(3900);
  });

  it('finds boxes that lie on one point', () => {
    const heap = new NodePicker(
      scene,
      scene.nodes.map(() => ({ x: 5, y: 5 })),
    );
    expect(heap.at(5, 5, 0)).toBe(scene.nodes.length - 1);
    expect(heap.at(500, 5, 0)).toBe(-1);
    const widest = Math.max(...scene.nodes.map((node) => node.width));
    const wide = scene.nodes.findLastIndex((node) => node.width === widest);
    expect(heap.at(5 + widest / 2 - 0.5, 5, 0)).toBe(wide);
  });
});

describe('neighbourhood', () => {
  it('has the node, its holders and what it holds', () => {
    const scene = buildScene(shopGraph());
    const ledger = scene.nodes.findIndex((node) => node.title === 'Ledger');
    const titles = scene.nodes
      .filter((node) => neighbourhood(scene, ledger).has(node.key))
      .map((node) => `${node.title} ${node.detail}`);
    expect(titles.sort()).toEqual([
      'Ledger ',
      'deque 50 items',
      'dict 3,000 keys',
      'dict LEDGERS',
      'list 3,000 items',
    ]);
  });
});

describe('nodeTowards', () => {
  const centres = [
    { x: 0, y: 0 },
    { x: -100, y: 5 },
    { x: -90, y: 80 },
    { x: 0, y: 120 },
    { x: 300, y: 0 },
  ];
  it('goes to the nearest in the direction of the key, and stays when there is none', () => {
    expect(nodeTowards(centres, 0, 'left')).toBe(1);
    expect(nodeTowards(centres, 0, 'right')).toBe(4);
    expect(nodeTowards(centres, 0, 'down')).toBe(3);
    expect(nodeTowards(centres, 0, 'up')).toBe(0);
    expect(nodeTowards(centres, 1, 'down')).toBe(2);
  });

  it('reaches every box of a picture from the start', () => {
    const scene = buildScene(layeredGraph(120, 20));
    const { nodes } = layoutForce(scene);
    const met = new Set([0]);
    for (const from of met)
      for (const key of ['left', 'right', 'up', 'down'] as const) met.add(nodeTowards(nodes, from, key));
    expect(met.size).toBe(nodes.length);
  });
});

describe('fitTransform', () => {
  const around = (left: number, top: number, right: number, bottom: number): Rect => ({
    left,
    top,
    right,
    bottom,
  });
  const sight = {
    bounds: around(-1000, -200, 60, 200),
    focus: around(-60, -20, 60, 20),
    start: { x: 0, y: 0 },
  };
  const any = { readable: 0, legible: 0 };
  const usual = { readable: 0.8, legible: 0.5 };

  it('shows all of it, centred, when it may be that small', () => {
    const transform = fitTransform(sight, 600, 400, any);
    expect(transform.applyX(-1000)).toBeGreaterThanOrEqual(0);
    expect(transform.applyX(60)).toBeLessThanOrEqual(600);
    expect(transform.applyY(0)).toBeCloseTo(200);
  });

  it('else shows the way from the root, a little smaller if need be', () => {
    const path = { ...sight, focus: around(-700, -20, 60, 20) };
    const transform = fitTransform(path, 600, 400, usual);
    expect(transform.k).toBeLessThan(0.8);
    expect(transform.k).toBeGreaterThanOrEqual(0.5);
    expect(transform.applyX(-700)).toBeGreaterThanOrEqual(0);
    expect(transform.applyX(60)).toBeLessThanOrEqual(600);
  });

  it('else keeps to the least scale and shows the start', () => {
    const long = { ...sight, bounds: around(-3000, -200, 60, 200), focus: around(-3000, -20, 60, 20) };
    const transform = fitTransform(long, 600, 400, usual);
    expect(transform.k).toBe(0.5);
    expect(transform.applyX(60)).toBeLessThanOrEqual(600);
    expect(transform.applyX(-60)).toBeGreaterThan(300);
    expect(transform.applyX(-3000)).toBeLessThan(0);
  });

  it('wastes no room beyond the picture', () => {
    const transform = fitTransform(sight, 600, 400, usual);
    expect(transform.k).toBe(0.8);
    expect(transform.applyX(60)).toBeGreaterThan(540);
  });

  it('does not blow up what is small', () => {
    const small = { bounds: around(0, 0, 50, 30), focus: around(0, 0, 50, 30), start: { x: 25, y: 15 } };
    expect(fitTransform(small, 2000, 1000, usual).k).toBe(1.2);
  });
});
