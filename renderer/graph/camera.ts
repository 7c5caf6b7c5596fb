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
  /** The way from a root to the start object, or that object alone: seen before all else. */
  readonly focus: Rect;
  /** The start object's centre: seen when not even that fits. */
  readonly start: Point;
}

/** How small text may be: `readable` for a picture that is to be shown whole, `legible` to show the focus whole. */
export interface LeastScales {
  readonly readable: number;
  readonly legible: number;
}

/**
 * The transform that shows all of `sight` in a view of this size if that can be read; else its focus, down to the
 * legible scale; else its start. O(1).
 */
export function fitTransform(sight: Sight, width: number, height: number, least: LeastScales): ZoomTransform {
  const { bounds, focus, start } = sight;
  const room = (rect: Rect): number =>
    Math.min(
      (width - 2 * MARGIN) / (rect.right - rect.left + 1),
      (height - 2 * MARGIN) / (rect.bottom - rect.top + 1),
    );
  const whole = Math.min(MAX_FIT_SCALE, room(bounds));
  const scale =
    whole >= least.readable ? whole : Math.max(least.legible, whole, Math.min(least.readable, room(focus)));
  const x = alongAxis([bounds.left, bounds.right], [focus.left, focus.right], start.x, width, scale);
  const y = alongAxis([bounds.top, bounds.bottom], [focus.top, focus.bottom], start.y, height, scale);
  return zoomIdentity.translate(x, y).scale(scale);
}

type Span = readonly [from: number, to: number];

/** The shift along one axis: all of it centred, else the focus, else the start as far to its side as it stands. */
function alongAxis(bounds: Span, focus: Span, start: number, view: number, scale: number): number {
  const length = ([from, to]: Span): number => (to - from) * scale;
  const centred = ([from, to]: Span): number => view / 2 - ((from + to) / 2) * scale;
  if (length(bounds) <= view) return centred(bounds);
  if (length(focus) <= view - MARGIN) {
    // No further than the picture goes: empty room would be wasted.
    const most = MARGIN - bounds[0] * scale;
    const fewest = view - MARGIN - bounds[1] * scale;
    return Math.max(fewest, Math.min(most, centred(focus)));
  }
  const share = (start - bounds[0]) / (bounds[1] - bounds[0]);
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

  /** Shows as much as fitTransform says. */
  fit(sight: Sight, least: LeastScales, animated: boolean): void {
    const { clientWidth, clientHeight } = this.#canvas;
    if (clientWidth === 0) return;
    this.#moveTo(fitTransform(sight, clientWidth, clientHeight, least), animated);
  }

  /** One small step towards what fit would show. */
  follow(sight: Sight, least: LeastScales): void {
    const { clientWidth, clientHeight } = this.#canvas;
    const wanted = fitTransform(sight, clientWidth, clientHeight, least);
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
