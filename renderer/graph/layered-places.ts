import { hasLayers } from '../../shared/picture/layout-layered.ts';
import type { Room } from '../../shared/picture/layout-layered.ts';
import type { Layout } from '../../shared/picture/geometry.ts';
import type { Scene } from '../../shared/picture/scene.ts';
import type { LayoutAnswer, LayoutRequest } from './layout-worker.ts';

/**
 * Layered layouts from a Worker, one at a time, the newest request only. Resolves with null where there is none: too
 * large, overtaken by a newer request, or no Worker to be had.
 */
export class LayeredPlaces {
  #worker: Worker | null = null;
  #broken = false;
  #number = 0;
  #settle: ((layout: Layout | null) => void) | null = null;

  /** The layout of a scene for a view of this size, or null. Never rejects. */
  place(scene: Scene, room: Room): Promise<Layout | null> {
    this.#abandon();
    if (this.#broken || !hasLayers(scene)) return Promise.resolve(null);
    const worker = this.#worker ?? this.#start();
    if (worker === null) return Promise.resolve(null);
    const request: LayoutRequest = { number: ++this.#number, scene, room };
    return new Promise((resolve) => {
      this.#settle = resolve;
      worker.postMessage(request);
    });
  }

  /** Ends the Worker. */
  close(): void {
    this.#finish(null);
    this.#worker?.terminate();
    this.#worker = null;
  }

  /** A layout cannot be interrupted; a Worker can. */
  #abandon(): void {
    if (this.#settle !== null) this.close();
  }

  #start(): Worker | null {
    try {
      const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
      worker.addEventListener('message', (event: MessageEvent<LayoutAnswer>) => {
        if (event.data.number === this.#number) this.#finish(event.data.layout);
      });
      worker.addEventListener('error', () => {
        this.#broken = true;
        this.#finish(null);
      });
      this.#worker = worker;
      return worker;
    } catch {
      // A policy may forbid workers; the forces alone place the boxes then.
      this.#broken = true;
      return null;
    }
  }

  #finish(layout: Layout | null): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(layout);
  }
}
