import type { Scene, SceneNode } from '../../shared/picture/scene.ts';

/** One line of the outline: a node at the place where a walk from the start first meets it. */
export interface OutlineRow {
  readonly node: SceneNode;
  /** 1 for the start. */
  readonly level: number;
  /** How the reference towards the start reads; empty for the start. */
  readonly label: string;
  readonly parentKey: string | null;
  readonly position: number;
  readonly siblings: number;
  /** true: its neighbours follow; false: it has some that are not shown; null: it has none. */
  readonly expanded: boolean | null;
}

interface Child {
  readonly index: number;
  readonly label: string;
}

/**
 * The graph as a tree: each node once, below the node through which it is nearest to the start, in the graph's order.
 * Says the same as the picture to those who do not see it. O(nodes + edges).
 */
export function outlineOf(scene: Scene): readonly OutlineRow[] {
  const children = spanningChildren(scene);
  const start = scene.nodes.findIndex((node) => node.isStart);
  if (start < 0) return [];
  const rows: OutlineRow[] = [];
  const stack = [
    { index: start, label: '', level: 1, parentKey: null as string | null, position: 1, siblings: 1 },
  ];
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { index, ...place } = entry;
    const node = scene.nodes[index];
    const below = children[index];
    const closed = node.kind === 'stub' || node.badge !== '' ? false : null;
    rows.push({ ...place, node, expanded: below.length > 0 ? true : closed });
    for (let i = below.length - 1; i >= 0; i--) {
      stack.push({
        ...below[i],
        level: place.level + 1,
        parentKey: node.key,
        position: i + 1,
        siblings: below.length,
      });
    }
  }
  return rows;
}

function spanningChildren(scene: Scene): Child[][] {
  const onward = scene.nodes.map((): Child[] => []);
  for (const edge of scene.edges) {
    const [near, far] = scene.direction === 'referrers' ? [edge.to, edge.from] : [edge.from, edge.to];
    onward[near].push({ index: far, label: edge.label });
  }
  const children = scene.nodes.map((): Child[] => []);
  const start = scene.nodes.findIndex((node) => node.isStart);
  const met = new Set([start]);
  for (const near of met) {
    for (const child of onward[near] ?? []) {
      if (met.has(child.index)) continue;
      met.add(child.index);
      children[near].push(child);
    }
  }
  return children;
}
