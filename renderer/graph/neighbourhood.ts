import type { Point } from '../../shared/picture/geometry.ts';
import type { Scene } from '../../shared/picture/scene.ts';

/** Keys of a node and of everything one arrow away from it. O(edges). */
export function neighbourhood(scene: Scene, index: number): ReadonlySet<string> {
  const keys = new Set([scene.nodes[index].key]);
  for (const { from, to } of scene.edges) {
    if (from === index) keys.add(scene.nodes[to].key);
    if (to === index) keys.add(scene.nodes[from].key);
  }
  return keys;
}

export type Heading = 'left' | 'right' | 'up' | 'down';

const AHEAD: Readonly<Record<Heading, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/**
 * The node an arrow key leads to: the nearest in that direction, where going astray counts double; the node itself when
 * there is none. O(nodes).
 */
export function nodeTowards(centres: readonly Point[], from: number, heading: Heading): number {
  const ahead = AHEAD[heading];
  const origin = centres[from];
  let best = from;
  let bestCost = Infinity;
  centres.forEach((centre, index) => {
    const dx = centre.x - origin.x;
    const dy = centre.y - origin.y;
    const forward = dx * ahead.x + dy * ahead.y;
    const aside = Math.abs(dx * ahead.y) + Math.abs(dy * ahead.x);
    if (index === from || forward <= 0 || aside > 2 * forward + 60) return;
    const cost = forward + 2 * aside;
    if (cost < bestCost) {
      bestCost = cost;
      best = index;
    }
  });
  return best;
}
