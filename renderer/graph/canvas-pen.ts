import { FAMILIES, FONTS } from '../../shared/picture/text-width.ts';
import type { FontName } from '../../shared/picture/text-width.ts';
import type { Point } from '../../shared/picture/geometry.ts';
import type { Pen, Stroke } from '../../shared/picture/pen.ts';

type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const CSS_FONTS = Object.fromEntries(
  Object.entries(FONTS).map(([name, { family, weight, size }]) => [
    name,
    `${weight} ${size}px ${FAMILIES[family]}`,
  ]),
) as Readonly<Record<FontName, string>>;

/** CSS font shorthands the pen writes with, for document.fonts.load. */
export const PEN_FONTS: readonly string[] = Object.values(CSS_FONTS);

const NO_DASH: number[] = [];

/** Draws the shared picture on a canvas whose transform the caller has set. */
export class CanvasPen implements Pen {
  readonly #context: Context2D;

  constructor(context: Context2D) {
    this.#context = context;
  }

  open(opacity: number): void {
    this.#context.globalAlpha = opacity;
  }

  close(): void {
    this.#context.globalAlpha = 1;
  }

  box(
    centre: Point,
    width: number,
    height: number,
    radius: number,
    ground: string | null,
    stroke: Stroke | null,
  ): void {
    const context = this.#context;
    context.beginPath();
    context.roundRect(centre.x - width / 2, centre.y - height / 2, width, height, radius);
    this.#paint(ground, stroke);
  }

  curve(points: readonly Point[], stroke: Stroke): void {
    const context = this.#context;
    context.beginPath();
    context.moveTo(points[0].x, points[0].y);
    for (let i = 1; i + 2 < points.length; i += 3) {
      const [p, q, r] = [points[i], points[i + 1], points[i + 2]];
      context.bezierCurveTo(p.x, p.y, q.x, q.y, r.x, r.y);
    }
    context.lineCap = 'round';
    this.#paint(null, stroke);
    context.lineCap = 'butt';
  }

  polygon(points: readonly Point[], ground: string): void {
    const context = this.#context;
    context.beginPath();
    for (const { x, y } of points) context.lineTo(x, y);
    context.closePath();
    this.#paint(ground, null);
  }

  disc(centre: Point, radius: number, ground: string, stroke: Stroke | null): void {
    this.#context.beginPath();
    this.#context.arc(centre.x, centre.y, radius, 0, 2 * Math.PI);
    this.#paint(ground, stroke);
  }

  text(at: Point, text: string, font: FontName, colour: string, anchor: 'middle' | 'start'): void {
    const context = this.#context;
    context.font = CSS_FONTS[font];
    context.fillStyle = colour;
    context.textAlign = anchor === 'middle' ? 'center' : 'left';
    context.fillText(text, at.x, at.y);
  }

  #paint(ground: string | null, stroke: Stroke | null): void {
    const context = this.#context;
    if (ground !== null) {
      context.fillStyle = ground;
      context.fill();
    }
    if (stroke === null) return;
    context.strokeStyle = stroke.colour;
    context.lineWidth = stroke.width;
    context.setLineDash(stroke.dash.length > 0 ? [...stroke.dash] : NO_DASH);
    context.stroke();
  }
}
