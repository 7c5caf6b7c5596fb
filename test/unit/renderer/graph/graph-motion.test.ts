import { describe, expect, it } from 'vitest';
import { GraphMotion } from '../../../../renderer/graph/graph-motion.ts';
import { layoutLayered } from '../../../../shared/picture/layout-layered.ts';
import { buildScene } from '../../../../shared/picture/scene.ts';
import { layeredGraph, shopGraph } from '../../shared/picture/example-graph.ts';

const scene = buildScene(shopGraph());
const across = await layoutLayered(scene, { width: 4000, height: 300 });
const down = await layoutLayered(scene, { width: 300, height: 900 });

function runToRest(motion: GraphMotion): number {
  let steps = 0;
  while (motion.tick()) steps++;
  return steps;
}

describe('GraphMotion', () => {
  it('comes to rest exactly in the layered layout, also when that turns everything round', () => {
    const motion = new GraphMotion();
    motion.setScene(scene);
    motion.useLayered(across, null, true);
    expect(motion.isMoving).toBe(false);
    expect(motion.layout.nodes).toEqual(across.nodes);

    motion.useLayered(down, null, false);
    expect(runToRest(motion)).toBeGreaterThan(20);
    // The start stays where it was; everything else stands around it as drawn.
    const [start] = motion.layout.nodes;
    expect(start.x).toBeCloseTo(across.nodes[0].x, 6);
    expect(start.y).toBeCloseTo(across.nodes[0].y, 6);
    motion.layout.nodes.forEach((at, index) => {
      expect(at.x - start.x).toBeCloseTo(down.nodes[index].x - down.nodes[0].x, 6);
      expect(at.y - start.y).toBeCloseTo(down.nodes[index].y - down.nodes[0].y, 6);
    });
    expect(motion.layout.edges.every((edge) => edge.label !== null)).toBe(true);
  });

  it('keeps a dragged box where it was put and carries its neighbours along, far ones less', () => {
    const motion = new GraphMotion();
    motion.setScene(scene);
    motion.useLayered(across, null, true);
    const indexOf = (title: string): number => scene.nodes.findIndex((node) => node.title === title);
    const ledger = indexOf('Ledger');
    const to = { x: across.nodes[ledger].x, y: across.nodes[ledger].y + 200 };
    motion.pin(ledger, to);
    motion.reheat(0.25);
    runToRest(motion);
    expect(motion.layout.nodes[ledger]).toEqual(to);
    const carried = (title: string): number =>
      motion.layout.nodes[indexOf(title)].y - across.nodes[indexOf(title)].y;
    expect(carried('deque')).toBeGreaterThan(10);
    expect(carried('deque')).toBeGreaterThan(carried('Order'));
    expect([...motion.pinned]).toEqual([scene.nodes[ledger].key]);

    motion.freeAll();
    motion.reheat(0.4);
    runToRest(motion);
    expect(motion.pinned.size).toBe(0);
    expect(Math.abs(motion.layout.nodes[ledger].y - across.nodes[ledger].y)).toBeLessThan(1);
  });

  it('leaves known boxes and pins in place when more come', () => {
    const motion = new GraphMotion();
    motion.setScene(scene);
    motion.useLayered(across, null, true);
    motion.pin(3, { x: -77, y: 33 });
    const graph = shopGraph();
    const grown = buildScene({ ...graph, nodes: [...graph.nodes, { ...graph.nodes[5], id: '0xnew' }] });
    motion.setScene(grown);
    const { nodes } = motion.layout;
    expect(nodes[3]).toEqual({ x: -77, y: 33 });
    expect(nodes[0]).toEqual(across.nodes[0]);
    expect(motion.pinned.size).toBe(1);
  });

  it('settles at once where motion is not wanted', () => {
    const large = buildScene(layeredGraph(200, 25));
    const motion = new GraphMotion();
    motion.setScene(large);
    motion.settle();
    expect(motion.isMoving).toBe(false);
  });

  it('comes to rest in the same time where frames are late, and does not catch up where steps are slow', () => {
    const frames = (elapsed: number, now?: () => number): number => {
      const motion = new GraphMotion();
      motion.setScene(scene);
      motion.useLayered(across, null, true);
      motion.useLayered(down, null, false);
      let count = 1;
      while (motion.advance(elapsed, now)) count++;
      expect(motion.layout.nodes).not.toEqual(across.nodes);
      return count;
    };
    const still = (): number => 0;
    const steps = frames(0, still);
    expect(steps).toBeGreaterThan(20);
    // On time, or faster than a step: one step a frame.
    expect(frames(7, still)).toBe(steps);
    expect(frames(17, still)).toBe(steps);
    // Ten frames a second make six steps each; a pause of a minute makes no leap.
    expect(frames(100, still)).toBe(Math.ceil(steps / 6));
    expect(frames(60_000, still)).toBe(Math.ceil(steps / 12));
    // Each look at the clock a hundred milliseconds later.
    let clock = 0;
    expect(frames(100, () => (clock += 100))).toBe(steps);
  });
});
