import { quadtree } from 'd3';
import type { Quadtree } from 'd3';
import type { Point } from '../../shared/picture/geometry.ts';
import type { Scene } from '../../shared/picture/scene.ts';

/** Finds the box under a point: a quadtree over the centres, looked at as far as the largest box reaches. */
export class NodePicker {
  readonly #scene: Scene;
  readonly #centres: readonly Point[];
  readonly #tree: Quadtree<number>;
  readonly #reachX: number;
  readonly #reachY: number;

  constructor(scene: Scene, centres: readonly Point[]) {
    this.#scene = scene;
    this.#centres = centres;
    this.#tree = quadtree<number>()
      .x((index) => centres[index].x)
      .y((index) => centres[index].y)
      .addAll(scene.nodes.map((_, index) => index));
    this.#reachX = Math.max(0, ...scene.nodes.map((node) => node.width / 2));
    this.#reachY = Math.max(0, ...scene.nodes.map((node) => node.height / 2));
  }

  /**
   * The index of the topmost node whose box, grown by `slack`, has the point in it; -1 when none has. Coordinates of
   * the scene. O(log n) unless boxes lie in heaps.
   */
  at(x: number, y: number, slack: number): number {
    let found = -1;
    const reachX = this.#reachX + slack;
    const reachY = this.#reachY + slack;
    this.#tree.visit((quad, left, top, right, bottom) => {
      if (left > x + reachX || right < x - reachX || top > y + reachY || bottom < y - reachY) return true;
      if (quad.length !== undefined) return false;
      // Nodes with equal centres hang on one leaf.
      for (let leaf: typeof quad | undefined = quad; leaf !== undefined; leaf = leaf.next) {
        if (this.#covers(leaf.data, x, y, slack)) found = Math.max(found, leaf.data);
      }
      return false;
    });
    return found;
  }

  #covers(index: number, x: number, y: number, slack: number): boolean {
    const node = this.#scene.nodes[index];
    const centre = this.#centres[index];
    return (
      Math.abs(x - centre.x) <= node.width / 2 + slack && Math.abs(y - centre.y) <= node.height / 2 + slack
    );
  }
}
