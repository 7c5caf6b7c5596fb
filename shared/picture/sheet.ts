import { boundsOf } from './geometry.ts';
import type { Layout, Point, Rect } from './geometry.ts';
import { drawScene } from './draw-scene.ts';
import { LEGEND_LINE, drawLegend, legendLines, legendOf } from './legend.ts';
import type { LegendEntry } from './legend.ts';
import type { Pen } from './pen.ts';
import { LABEL_HEIGHT } from './scene.ts';
import type { Scene } from './scene.ts';
import { fitText, measureText } from './text-width.ts';
import type { PictureTheme } from './theme.ts';

/** A scene on paper: heading, picture, what is left out, legend. Pixels; the sheet begins at 0, 0. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** Where the scene's own coordinates begin. */
  readonly origin: Point;
  readonly picture: Rect;
  readonly leftOutLines: readonly string[];
  readonly legend: readonly (readonly LegendEntry[])[];
}

const MARGIN = 24;
const HEADING = 52;
const MIN_WIDTH = 560;
const TEXT_LINE = 17;

/** Arranges a sheet around a laid out scene. O(nodes + edges). */
export function arrangeSheet(scene: Scene, layout: Layout): Sheet {
  const bounds = boundsOf(scene, layout, LABEL_HEIGHT);
  const pictureWidth = bounds.right - bounds.left;
  const pictureHeight = bounds.bottom - bounds.top;
  const inner = Math.max(MIN_WIDTH - 2 * MARGIN, pictureWidth);
  const leftOutLines = wrapText(scene.leftOut, inner);
  const legend = legendLines(legendOf(scene), inner);
  const top = MARGIN + HEADING;
  const footer = 22 + leftOutLines.length * TEXT_LINE + 6 + legend.length * LEGEND_LINE;
  const left = MARGIN + (inner - pictureWidth) / 2;
  return {
    width: Math.ceil(inner + 2 * MARGIN),
    height: Math.ceil(top + pictureHeight + footer + MARGIN),
    origin: { x: left - bounds.left, y: top - bounds.top },
    picture: { left, top, right: left + pictureWidth, bottom: top + pictureHeight },
    leftOutLines,
    legend,
  };
}

/**
 * Draws a sheet's words. The scene itself is drawn by drawSheetScene, because its pen stands at the sheet's origin.
 * O(text).
 */
export function drawSheetWords(pen: Pen, scene: Scene, sheet: Sheet, theme: PictureTheme): void {
  const inner = sheet.width - 2 * MARGIN;
  const heading = fitText(scene.heading, 'heading', inner);
  pen.text({ x: MARGIN, y: MARGIN + 14 }, heading, 'heading', theme.text, 'start');
  pen.text(
    { x: MARGIN, y: MARGIN + 34 },
    fitText(scene.subheading, 'caption', inner),
    'caption',
    theme.faintText,
    'start',
  );
  let y = sheet.picture.bottom + 22 + 12;
  for (const line of sheet.leftOutLines) {
    pen.text({ x: MARGIN, y }, line, 'caption', theme.softText, 'start');
    y += TEXT_LINE;
  }
  drawLegend(pen, sheet.legend, { x: MARGIN, y: y - 6 }, theme);
}

/** Draws the scene at rest, in its own coordinates. O(nodes + edges). */
export function drawSheetScene(pen: Pen, scene: Scene, layout: Layout, theme: PictureTheme): void {
  drawScene(pen, scene, layout, { theme });
}

function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measureText(longer, 'caption') > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== '') lines.push(line);
  return lines;
}
