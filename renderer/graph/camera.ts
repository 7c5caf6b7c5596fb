import { select, zoom, zoomIdentity } from 'd3';
import type { D3ZoomEvent, Selection, ZoomBehavior, ZoomTransform } from 'd3';
import type { Point, Rect } from '../../shared/picture/geometry.ts';

const MIN_SCALE = 0.06;
const MAX_SCALE = 4;
/** A small picture is not blown up beyond this. */
const MAX_FIT_SCALE = 1.2;
const MARGIN = 28;
/** Half of a usual box. */
const START_INSET = 60;
const STEP = 1.35;
const ANIMATION_MS = 260;
const FOLLOW_SHARE = 0.18;
/** Pointer travel (px) up to which a press is a click. */
export const CLICK_DISTANCE = 4;

/** What should be seen: all of it, and what first when not all fits. */
export interface Sight {
  readonly bounds: Rect;
  /** The start object: shown when the whole does not fit. */
  readonly start: Point;
}

/**
 * The transform that shows all of `sight` in a view of this size, never smaller than `leastScale`; what does not fit
 * then is shown from the start on. O(1).
 */
export function fitTransform(sight: Sight, width: number, height: number, leastScale: number): ZoomTransform {
  const { bounds, start } = sight;
  const across = bounds.right - bounds.left + 1;
  const down = bounds.bottom - bounds.top + 1;
  const room = Math.min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / down);
  const scale = Math.max(leastScale, Math.min(MAX_FIT_SCALE, room));
  const x = alongAxis(bounds.left, bounds.right, start.x, width, scale);
  const y = alongAxis(bounds.top, bounds.bottom, start.y, height, scale);
  return zoomIdentity.translate(x, y).scale(scale);
}

/** The shift along one axis: centred if all fits, else with the start as far towards its side as it stands. */
function alongAxis(from: number, to: number, start: number, view: number, scale: number): number {
  if ((to - from) * scale <= view) return view / 2 - ((from + to) / 2) * scale;
  const share = (start - from) / (to - from);
  // A start in the middle is shown in the middle, one at an end with all its box at that end.
  const inset = START_INSET * scale + MARGIN;
  return inset + share * (view - 2 * inset) - start * scale;
}

/** Where the canvas looks: wheel and drag by d3-zoom, fitting and following by the program. */
export class Camera {
  readonly #canvas: HTMLCanvasElement;
  readonly #selection: Selection<HTMLCanvasElement, unknown, null, undefined>;
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown>;
  readonly #isStill: () => boolean;
  #transform: ZoomTransform = zoomIdentity;
  /** Whether the view follows the picture; ends when the user zooms or pans. */
  following = true;

  /** `isStill`: whether the user wants no movement. Attach drag behaviours before. */
  constructor(canvas: HTMLCanvasElement, isStill: () => boolean, onChange: () => void) {
    this.#canvas = canvas;
    this.#isStill = isStill;
    this.#selection = select(canvas);
    this.#zoom = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([MIN_SCALE, MAX_SCALE])
      .clickDistance(CLICK_DISTANCE)
      .on('zoom', (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
        this.#transform = event.transform;
        if (event.sourceEvent !== null) this.following = false;
        onChange();
      });
    // A double-click is ours.
    this.#selection.call(this.#zoom).on('dblclick.zoom', null);
  }

  get transform(): ZoomTransform {
    return this.#transform;
  }

  /** The part of the scene that is in view. */
  get visible(): Rect {
    const { k, x, y } = this.#transform;
    const { clientWidth, clientHeight } = this.#canvas;
    return { left: -x / k, top: -y / k, right: (clientWidth - x) / k, bottom: (clientHeight - y) / k };
  }

  /** The scene's point under a point of the canvas (CSS pixels). */
  toScene(x: number, y: number): Point {
    const [sceneX, sceneY] = this.#transform.invert([x, y]);
    return { x: sceneX, y: sceneY };
  }

  /** A rectangle of the scene in CSS pixels of the canvas. */
  toScreen(rect: Rect): Rect {
    const { k, x, y } = this.#transform;
    return {
      left: rect.left * k + x,
      right: rect.right * k + x,
      top: rect.top * k + y,
      bottom: rect.bottom * k + y,
    };
  }

  /** Shows all of it from now on, down to `leastScale`. */
  fit(sight: Sight, leastScale: number, animated: boolean): void {
    const { clientWidth, clientHeight } = this.#canvas;
    if (clientWidth === 0) return;
    this.#moveTo(fitTransform(sight, clientWidth, clientHeight, leastScale), animated);
  }

  /** One small step towards showing all of it. */
  follow(sight: Sight, leastScale: number): void {
    const { clientWidth, clientHeight } = this.#canvas;
    const wanted = fitTransform(sight, clientWidth, clientHeight, leastScale);
    const { k, x, y } = this.#transform;
    const next = zoomIdentity
      .translate(x + (wanted.x - x) * FOLLOW_SHARE, y + (wanted.y - y) * FOLLOW_SHARE)
      .scale(k + (wanted.k - k) * FOLLOW_SHARE);
    this.#moveTo(next, false);
  }

  /** Zooms about the middle by `steps` (negative: out). */
  zoomBy(steps: number): void {
    this.following = false;
    const factor = STEP ** steps;
    if (this.#isStill()) this.#zoom.scaleBy(this.#selection, factor);
    else this.#zoom.scaleBy(this.#selection.transition().duration(ANIMATION_MS / 2), factor);
  }

  /** Moves a rectangle of the scene into view if it is not. */
  reveal(rect: Rect): void {
    const box = this.toScreen(rect);
    const { clientWidth, clientHeight } = this.#canvas;
    const dx = box.left < MARGIN ? MARGIN - box.left : Math.min(0, clientWidth - MARGIN - box.right);
    const dy = box.top < MARGIN ? MARGIN - box.top : Math.min(0, clientHeight - MARGIN - box.bottom);
    if (dx === 0 && dy === 0) return;
    this.following = false;
    const { k, x, y } = this.#transform;
    this.#moveTo(zoomIdentity.translate(x + dx, y + dy).scale(k), true);
  }

  close(): void {
    this.#selection.interrupt().on('.zoom', null);
  }

  #moveTo(transform: ZoomTransform, animated: boolean): void {
    if (!animated || this.#isStill()) this.#zoom.transform(this.#selection.interrupt(), transform);
    else this.#zoom.transform(this.#selection.transition().duration(ANIMATION_MS), transform);
  }
}
