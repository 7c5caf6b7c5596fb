import { layoutLayered } from '../../shared/picture/layout-layered.ts';
import type { Room } from '../../shared/picture/layout-layered.ts';
import type { Layout } from '../../shared/picture/geometry.ts';
import type { Scene } from '../../shared/picture/scene.ts';

export interface LayoutRequest {
  readonly number: number;
  readonly scene: Scene;
  readonly room: Room;
}

export interface LayoutAnswer {
  readonly number: number;
  /** null when the layout failed. */
  readonly layout: Layout | null;
}

/** What is used of a dedicated worker's global scope; its types and the window's exclude each other. */
interface WorkerScope {
  addEventListener(type: 'message', listener: (event: MessageEvent<LayoutRequest>) => void): void;
  postMessage(message: LayoutAnswer): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.addEventListener('message', (event) => {
  const { number, scene, room } = event.data;
  layoutLayered(scene, room).then(
    (layout) => scope.postMessage({ number, layout }),
    () => scope.postMessage({ number, layout: null }),
  );
});
