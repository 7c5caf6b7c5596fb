import type { Point } from './geometry.ts';
import type { FontName } from './text-width.ts';

export interface Stroke {
  readonly colour: string;
  readonly width: number;
  /** Lengths of dash and gap; empty for a full line. */
  readonly dash: readonly number[];
}

/**
 * What a picture is drawn with. Two exist: SVG text (here) and a canvas (renderer/graph); drawScene does not know
 * which, so both show the same picture.
 */
export interface Pen {
  /** Opens a group that is drawn with this opacity; `title` is what a viewer shows when pointed at. */
  open(opacity: number, title: string): void;
  close(): void;
  box(
    centre: Point,
    width: number,
    height: number,
    radius: number,
    ground: string | null,
    stroke: Stroke | null,
  ): void;
  /** A cubic Bézier spline of 3n + 1 points. */
  curve(points: readonly Point[], stroke: Stroke): void;
  polygon(points: readonly Point[], ground: string): void;
  disc(centre: Point, radius: number, ground: string, stroke: Stroke | null): void;
  /** One line of text; `at` is the middle or start of its base line. */
  text(at: Point, text: string, font: FontName, colour: string, anchor: 'middle' | 'start'): void;
}

export const FULL_LINE: readonly number[] = [];
/** A stub's border. */
export const DASHED: readonly number[] = [4, 3];
/** An edge that does not retain. */
export const DOTTED: readonly number[] = [1.5, 4];
