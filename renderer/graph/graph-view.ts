import { drag, select } from 'd3';
import type { D3DragEvent } from 'd3';
import { RING, boundsOf, boxOf } from '../../shared/picture/geometry.ts';
import type { Layout, Point, Rect } from '../../shared/picture/geometry.ts';
import { drawScene } from '../../shared/picture/draw-scene.ts';
import { LABEL_HEIGHT } from '../../shared/picture/scene.ts';
import type { Scene, SceneNode } from '../../shared/picture/scene.ts';
import { THEMES } from '../../shared/picture/theme.ts';
import type { ThemeName } from '../../shared/picture/theme.ts';
import { CLICK_DISTANCE, Camera } from './camera.ts';
import type { LeastScales, Sight } from './camera.ts';
import { CanvasPen } from './canvas-pen.ts';
import { GraphMotion } from './graph-motion.ts';
import { LayeredPlaces } from './layered-places.ts';
import { neighbourhood, nodeTowards } from './neighbourhood.ts';
import type { Heading } from './neighbourhood.ts';
import { NodePicker } from './node-picker.ts';

/** A node and where its box is on the canvas, in CSS pixels. */
export interface NodeOnScreen {
  readonly node: SceneNode;
  readonly box: Rect;
}

export interface GraphViewEvents {
  /** Clicked once: show or put away what is behind it. */
  readonly onActivate: (node: SceneNode) => void;
  /** Clicked twice: make it the object asked about. */
  readonly onRecentre: (node: SceneNode) => void;
  readonly onSelect: (key: string | null) => void;
  /** The node pointed at or, without one, selected; reported with every drawing. */
  readonly onFocus: (focus: NodeOnScreen | null) => void;
  readonly onState: (state: GraphViewState) => void;
}

export interface GraphViewState {
  /** Screen pixels per scene pixel. */
  readonly scale: number;
  readonly pinned: number;
  readonly settled: boolean;
}

/** Below this scale text is too small to be read and boxes become discs. */
const DISC_SCALE = 0.4;
/** No smaller at first sight, even if not all is to be seen: who holds the object must be readable. */
const FIRST_SCALES = { readable: 0.74, legible: 0.58 };
const ANY_SCALE = { readable: 0, legible: 0 };
/** On screen, CSS pixels. */
const MIN_DISC_RADIUS = 3.2;
/** A second click within this time (ms) makes a double-click. */
const DOUBLE_CLICK_MS = 240;
/** How long (ms) to wait for the layered layout before forces alone begin. */
const LAYOUT_PATIENCE_MS = 400;

interface DragSubject {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  moved: boolean;
}

/** Around the marked path, or the start alone. */
function pathBounds(scene: Scene, layout: Layout): Rect {
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  scene.nodes.forEach((node, index) => {
    if (!node.onPath && !node.isStart) return;
    const box = boxOf(node, layout.nodes[index], RING);
    bounds.left = Math.min(bounds.left, box.left);
    bounds.top = Math.min(bounds.top, box.top);
    bounds.right = Math.max(bounds.right, box.right);
    bounds.bottom = Math.max(bounds.bottom, box.bottom);
  });
  return bounds;
}

/** The interactive picture on one canvas: draws a scene, moves it, turns pointer and wheel into events. */
export class GraphView {
  readonly #canvas: HTMLCanvasElement;
  readonly #events: GraphViewEvents;
  readonly #camera: Camera;
  readonly #motion = new GraphMotion();
  readonly #layered = new LayeredPlaces();
  readonly #resize: ResizeObserver;
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');
  #scene: Scene | null = null;
  #theme: ThemeName = 'light';
  #hovered = -1;
  #selected: string | null = null;
  #revealing = false;
  #frame = 0;
  /** When boxes last moved a step, as frames count time; null at rest. */
  #movedAt: number | null = null;
  #picker: { readonly layout: Layout; readonly picker: NodePicker } | null = null;
  #waitingForLayout = false;
  #sceneNumber = 0;
  #fresh = true;
  #least: LeastScales = FIRST_SCALES;
  #clickTimer = 0;
  #reported = '';
  #closed = false;

  constructor(canvas: HTMLCanvasElement, events: GraphViewEvents) {
    this.#canvas = canvas;
    this.#events = events;
    // The drag comes first: where it finds a box, the camera does not pan.
    select(canvas).call(this.#dragBehavior());
    this.#camera = new Camera(
      canvas,
      () => this.#still.matches,
      () => this.#redraw(),
    );
    canvas.addEventListener('pointermove', this.#onMove);
    canvas.addEventListener('pointerleave', this.#onLeave);
    canvas.addEventListener('click', this.#onClick);
    canvas.addEventListener('dblclick', this.#onDoubleClick);
    this.#resize = new ResizeObserver(() => this.#onResize());
    this.#resize.observe(canvas);
    void document.fonts.ready.then(() => this.#redraw());
  }

  /** Lets go of everything. */
  close(): void {
    this.#closed = true;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#clickTimer);
    this.#resize.disconnect();
    this.#layered.close();
    this.#camera.close();
    select(this.#canvas).on('.drag', null);
    this.#canvas.removeEventListener('pointermove', this.#onMove);
    this.#canvas.removeEventListener('pointerleave', this.#onLeave);
    this.#canvas.removeEventListener('click', this.#onClick);
    this.#canvas.removeEventListener('dblclick', this.#onDoubleClick);
  }

  /**
   * Shows a scene. `fresh` is a new graph: forgets places and looks at the start. Otherwise what is known stays about
   * where it is, with the box `fixedKey` in place.
   */
  setScene(scene: Scene, fresh: boolean, fixedKey: string | null): void {
    const number = ++this.#sceneNumber;
    this.#scene = scene;
    this.#hovered = -1;
    this.#fresh = fresh;
    if (fresh) {
      this.#motion.reset();
      this.#camera.following = true;
      this.#least = FIRST_SCALES;
    }
    this.#motion.setScene(scene);
    this.#waitingForLayout = true;
    this.#reportState();
    const timer = setTimeout(() => this.#stopWaiting(number), LAYOUT_PATIENCE_MS);
    const { clientWidth, clientHeight } = this.#canvas;
    const room = { width: Math.max(400, clientWidth), height: Math.max(300, clientHeight) };
    void this.#layered.place(scene, room).then((layout) => {
      clearTimeout(timer);
      if (number !== this.#sceneNumber || this.#closed) return;
      if (layout !== null) {
        const jump = fresh && this.#waitingForLayout;
        this.#motion.useLayered(layout, fixedKey, jump);
        if (this.#still.matches) this.#motion.settle();
      }
      this.#stopWaiting(number);
      this.#redraw();
    });
  }

  setTheme(theme: ThemeName): void {
    this.#theme = theme;
    this.#redraw();
  }

  /** Marks a node and brings it into view when `reveal`. */
  select(key: string | null, reveal: boolean): void {
    this.#selected = key;
    this.#revealing = reveal && key !== null;
    if (!this.#motion.isMoving && !this.#waitingForLayout) this.#reveal();
    this.#redraw();
  }

  /** The key of the node an arrow key leads to from the selected one (or the start). O(nodes). */
  towards(heading: Heading): string | null {
    const scene = this.#scene;
    if (scene === null || scene.nodes.length === 0) return null;
    const from = this.#indexOf(this.#selected);
    if (from < 0) return scene.start;
    return scene.nodes[nodeTowards(this.#motion.layout.nodes, from, heading)].key;
  }

  /** Shows everything, however small, until the user looks elsewhere. */
  fit(): void {
    const sight = this.#sight();
    if (sight === null) return;
    this.#least = ANY_SCALE;
    this.#camera.following = true;
    this.#camera.fit(sight, this.#least, true);
  }

  /** Zooms about the middle by `steps` (negative: out). */
  zoomBy(steps: number): void {
    this.#camera.zoomBy(steps);
  }

  /** Lets all pinned boxes go. */
  freeAll(): void {
    this.#motion.freeAll();
    this.#restart();
  }

  /** The scene with its present places, for pictures; null before there is one. */
  get picture(): { readonly scene: Scene; readonly layout: Layout } | null {
    return this.#scene === null ? null : { scene: this.#scene, layout: this.#motion.labelledLayout() };
  }

  #stopWaiting(number: number): void {
    if (number !== this.#sceneNumber || !this.#waitingForLayout) return;
    this.#waitingForLayout = false;
    if (this.#still.matches) this.#motion.settle();
    const sight = this.#sight();
    if (this.#camera.following && sight !== null && (this.#fresh || this.#still.matches)) {
      this.#camera.fit(sight, this.#least, false);
    }
    this.#redraw();
  }

  #restart(): void {
    this.#motion.reheat(0.4);
    if (this.#still.matches) this.#motion.settle();
    this.#redraw();
  }

  /** Brings the selected box into view if that was asked for: now, or once it stands still. */
  #reveal(): void {
    const index = this.#indexOf(this.#selected);
    if (!this.#revealing || index < 0 || this.#scene === null) return;
    this.#revealing = false;
    this.#camera.reveal(boxOf(this.#scene.nodes[index], this.#motion.layout.nodes[index]));
  }

  #sight(): Sight | null {
    const scene = this.#scene;
    if (scene === null) return null;
    const layout = this.#motion.layout;
    const start = layout.nodes.at(scene.nodes.findIndex((node) => node.isStart)) ?? { x: 0, y: 0 };
    return { bounds: boundsOf(scene, layout, LABEL_HEIGHT), focus: pathBounds(scene, layout), start };
  }

  #onResize(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    this.#canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.#canvas.height = Math.round(clientHeight * devicePixelRatio);
    const sight = this.#sight();
    if (this.#camera.following && sight !== null) this.#camera.fit(sight, this.#least, false);
    // At once: a resized canvas is empty until drawn again.
    this.#draw();
  }

  #redraw(): void {
    if (this.#frame !== 0 || this.#closed) return;
    this.#frame = requestAnimationFrame((at) => {
      this.#frame = 0;
      if (this.#waitingForLayout) return;
      const elapsed = at - (this.#movedAt ?? at);
      const isMoving = this.#motion.advance(elapsed);
      this.#movedAt = isMoving ? at : null;
      if (isMoving) {
        this.#redraw();
        const sight = this.#sight();
        if (this.#camera.following && sight !== null) this.#camera.follow(sight, this.#least);
      } else this.#reveal();
      this.#draw();
    });
  }

  #draw(): void {
    const scene = this.#scene;
    const context = this.#canvas.getContext('2d');
    if (scene === null || context === null || this.#waitingForLayout) return;
    const { k, x, y } = this.#camera.transform;
    const ratio = devicePixelRatio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(k * ratio, 0, 0, k * ratio, x * ratio, y * ratio);
    drawScene(new CanvasPen(context), scene, this.#motion.layout, {
      theme: THEMES[this.#theme],
      visible: this.#camera.visible,
      detail: k < DISC_SCALE ? 'discs' : 'boxes',
      discRadius: Math.max(11, MIN_DISC_RADIUS / k),
      bright: this.#hovered >= 0 ? neighbourhood(scene, this.#hovered) : null,
      selected: this.#selected,
      pinned: this.#motion.pinned,
    });
    this.#report(scene);
  }

  #report(scene: Scene): void {
    const index = this.#hovered >= 0 ? this.#hovered : this.#indexOf(this.#selected);
    const node = scene.nodes.at(index);
    if (index < 0 || node === undefined) this.#events.onFocus(null);
    else
      this.#events.onFocus({
        node,
        box: this.#camera.toScreen(boxOf(node, this.#motion.layout.nodes[index])),
      });
    this.#reportState();
  }

  #reportState(): void {
    const state = {
      scale: this.#camera.transform.k,
      pinned: this.#motion.pinned.size,
      settled: !this.#motion.isMoving && !this.#waitingForLayout,
    };
    const text = JSON.stringify(state);
    if (text === this.#reported) return;
    this.#reported = text;
    this.#events.onState(state);
  }

  #indexOf(key: string | null): number {
    return key === null ? -1 : (this.#scene?.nodes.findIndex((node) => node.key === key) ?? -1);
  }

  #pick(x: number, y: number): number {
    const scene = this.#scene;
    if (scene === null || this.#waitingForLayout) return -1;
    const layout = this.#motion.layout;
    if (this.#picker?.layout !== layout)
      this.#picker = { layout, picker: new NodePicker(scene, layout.nodes) };
    const at = this.#camera.toScene(x, y);
    return this.#picker.picker.at(at.x, at.y, 3 / this.#camera.transform.k);
  }

  #dragBehavior(): ReturnType<typeof drag<HTMLCanvasElement, unknown>> {
    type Drag = D3DragEvent<HTMLCanvasElement, unknown, DragSubject>;
    let grip: Point = { x: 0, y: 0 };
    return drag<HTMLCanvasElement, unknown>()
      .clickDistance(CLICK_DISTANCE)
      .subject((event: Drag) => {
        const index = this.#pick(event.x, event.y);
        return index < 0 ? undefined : { index, x: event.x, y: event.y, moved: false };
      })
      .on('start', (event: Drag) => {
        const centre = this.#motion.layout.nodes[event.subject.index];
        const at = this.#camera.toScene(event.x, event.y);
        grip = { x: centre.x - at.x, y: centre.y - at.y };
      })
      .on('drag', (event: Drag) => {
        const { subject } = event;
        subject.moved ||= Math.hypot(event.x - subject.x, event.y - subject.y) > CLICK_DISTANCE;
        if (!subject.moved) return;
        const at = this.#camera.toScene(event.x, event.y);
        this.#camera.following = false;
        this.#motion.pin(subject.index, { x: at.x + grip.x, y: at.y + grip.y });
        this.#motion.reheat(0.25, true);
        this.#redraw();
      })
      .on('end', (event: Drag) => {
        if (!event.subject.moved) return;
        this.#motion.reheat(0.25);
        if (this.#still.matches) this.#motion.settle();
        this.#redraw();
      });
  }

  readonly #onMove = (event: PointerEvent): void => {
    if (event.buttons !== 0) return;
    const index = this.#pick(event.offsetX, event.offsetY);
    if (index === this.#hovered) return;
    this.#canvas.style.cursor = index >= 0 ? 'pointer' : '';
    this.#hovered = index;
    this.#redraw();
  };

  readonly #onLeave = (): void => {
    if (this.#hovered < 0) return;
    this.#hovered = -1;
    this.#redraw();
  };

  readonly #onClick = (event: MouseEvent): void => {
    clearTimeout(this.#clickTimer);
    const index = this.#pick(event.offsetX, event.offsetY);
    const node = index < 0 ? undefined : this.#scene?.nodes[index];
    this.#events.onSelect(node?.key ?? null);
    if (node === undefined || event.detail > 1) return;
    if (event.shiftKey) {
      this.#motion.free(index);
      this.#restart();
      return;
    }
    this.#clickTimer = window.setTimeout(() => this.#events.onActivate(node), DOUBLE_CLICK_MS);
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    clearTimeout(this.#clickTimer);
    const index = this.#pick(event.offsetX, event.offsetY);
    const node = index < 0 ? undefined : this.#scene?.nodes[index];
    if (node === undefined) this.fit();
    else if (!event.shiftKey) this.#events.onRecentre(node);
  };
}
