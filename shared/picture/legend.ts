import type { Point } from './geometry.ts';
import { DASHED, DOTTED, FULL_LINE } from './pen.ts';
import type { Pen } from './pen.ts';
import type { Scene } from './scene.ts';
import { FONTS, measureText } from './text-width.ts';
import type { BoxColours, PictureTheme } from './theme.ts';

export interface LegendEntry {
  readonly kind: 'start' | 'root' | 'container' | 'code' | 'instance' | 'stub' | 'path' | 'weak';
  readonly text: string;
}

const TEXTS: Readonly<Record<LegendEntry['kind'], string>> = {
  start: 'the object asked about',
  root: 'root: module, frame, interpreter',
  container: 'container',
  code: 'class, function, code',
  instance: 'other object',
  stub: 'many of one type, folded',
  path: 'shortest way from a root',
  weak: 'does not keep alive',
};

/** Explanations of what this scene really shows, in reading order. O(nodes + edges). */
export function legendOf(scene: Scene): readonly LegendEntry[] {
  const kinds = new Set<LegendEntry['kind']>();
  for (const node of scene.nodes) {
    if (node.isStart) kinds.add('start');
    else if (node.kind === 'stub') kinds.add('stub');
    else if (node.role === 'root' || node.role === 'container' || node.role === 'code') kinds.add(node.role);
    else kinds.add('instance');
  }
  for (const edge of scene.edges) {
    if (edge.onPath) kinds.add('path');
    if (!edge.retains) kinds.add('weak');
  }
  const order = Object.keys(TEXTS) as LegendEntry['kind'][];
  return order.filter((kind) => kinds.has(kind)).map((kind) => ({ kind, text: TEXTS[kind] }));
}

const SWATCH = 22;
const GAP = 7;
const BETWEEN = 20;
/** Distance from one line of the legend to the next. */
export const LEGEND_LINE = 20;

/** The legend's entries broken into lines of at most `width` pixels. O(entries). */
export function legendLines(
  entries: readonly LegendEntry[],
  width: number,
): readonly (readonly LegendEntry[])[] {
  const lines: LegendEntry[][] = [];
  let used = Infinity;
  for (const entry of entries) {
    const needed = entryWidth(entry);
    if (used + needed > width) {
      lines.push([]);
      used = 0;
    }
    lines[lines.length - 1].push(entry);
    used += needed + BETWEEN;
  }
  return lines;
}

function entryWidth(entry: LegendEntry): number {
  return SWATCH + GAP + measureText(entry.text, 'caption');
}

/** Draws the legend's lines; `at` is the top left corner. O(entries). */
export function drawLegend(
  pen: Pen,
  lines: readonly (readonly LegendEntry[])[],
  at: Point,
  theme: PictureTheme,
): void {
  lines.forEach((line, row) => {
    let x = at.x;
    const middle = at.y + row * LEGEND_LINE + LEGEND_LINE / 2;
    for (const entry of line) {
      drawSwatch(pen, entry, { x: x + SWATCH / 2, y: middle }, theme);
      const baseLine = middle + FONTS.caption.size * 0.36;
      pen.text({ x: x + SWATCH + GAP, y: baseLine }, entry.text, 'caption', theme.softText, 'start');
      x += entryWidth(entry) + BETWEEN;
    }
  });
}

function drawSwatch(pen: Pen, entry: LegendEntry, at: Point, theme: PictureTheme): void {
  if (entry.kind === 'path' || entry.kind === 'weak') {
    const marked = entry.kind === 'path';
    const from = { x: at.x - SWATCH / 2, y: at.y };
    const to = { x: at.x + SWATCH / 2, y: at.y };
    pen.curve([from, from, to, to], {
      colour: marked ? theme.start.line : theme.faintText,
      width: marked ? 2.2 : 1.3,
      dash: marked ? FULL_LINE : DOTTED,
    });
    return;
  }
  const colours = swatchColours(entry.kind, theme);
  pen.box(at, SWATCH, 13, 4, colours.ground, {
    colour: colours.line,
    width: entry.kind === 'start' ? 2 : 1.1,
    dash: entry.kind === 'stub' ? DASHED : FULL_LINE,
  });
}

function swatchColours(
  kind: 'start' | 'root' | 'container' | 'code' | 'instance' | 'stub',
  theme: PictureTheme,
): BoxColours {
  if (kind === 'start') return theme.start;
  if (kind === 'stub') return { line: theme.faintText, ground: theme.surface };
  return theme.roles[kind];
}
