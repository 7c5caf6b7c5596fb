import type { Rectangle } from 'electron';

/** Where a window was when it was last seen. */
export interface Placement {
  /** Outside and in DIPs; when it is maximised, where it goes back to. */
  readonly bounds: Rectangle;
  readonly isMaximized: boolean;
}

export const MIN_SIZE = { width: 720, height: 480 };
const USUAL_SIZE = { width: 1440, height: 900 };
/** How far each further window stands from the last. */
const CASCADE_STEP = 28;
/** The least of a title bar that must be on a screen for a hand to grasp it. */
const GRASP = { width: 120, height: 32 };

function overlap(one: Rectangle, other: Rectangle): { readonly width: number; readonly height: number } {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return { width: Math.max(0, width), height: Math.max(0, height) };
}

function areaOf({ width, height }: { readonly width: number; readonly height: number }): number {
  return width * height;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

/** The screen that shows the top of the window best; null when none shows enough of it. */
function screenOf(bounds: Rectangle, workAreas: readonly Rectangle[]): Rectangle | null {
  const top = { ...bounds, height: Math.min(bounds.height, GRASP.height) };
  let best: Rectangle | null = null;
  for (const area of workAreas) {
    const seen = overlap(top, area);
    if (seen.width < GRASP.width || seen.height < top.height) continue;
    if (best === null || areaOf(seen) > areaOf(overlap(top, best))) best = area;
  }
  return best;
}

function centred(size: { readonly width: number; readonly height: number }, area: Rectangle): Rectangle {
  return {
    width: size.width,
    height: size.height,
    x: area.x + Math.floor((area.width - size.width) / 2),
    y: area.y + Math.floor((area.height - size.height) / 2),
  };
}

function fitted(bounds: Rectangle, area: Rectangle): Rectangle {
  const width = clamp(bounds.width, Math.min(MIN_SIZE.width, area.width), area.width);
  const height = clamp(bounds.height, Math.min(MIN_SIZE.height, area.height), area.height);
  return { ...bounds, width, height };
}

/** A place beside those taken, a step down and right of each that is in the way; from the corner again at the edge. */
function beside(bounds: Rectangle, area: Rectangle, taken: readonly Rectangle[]): Rectangle {
  let { x, y } = bounds;
  // One window more than there are places for cannot be beside all of them.
  for (let attempt = 0; attempt <= taken.length; attempt++) {
    const isFree = !taken.some(
      (other) => Math.abs(other.x - x) < CASCADE_STEP / 2 && Math.abs(other.y - y) < CASCADE_STEP / 2,
    );
    if (isFree) break;
    x += CASCADE_STEP;
    y += CASCADE_STEP;
    if (x + bounds.width > area.x + area.width) x = area.x;
    if (y + bounds.height > area.y + area.height) y = area.y;
  }
  return { ...bounds, x, y };
}

/**
 * Where a new window goes: where the last was, if that is still on a screen; else in the middle of the first. Never
 * larger than its screen, never right on top of one of `taken`. `workAreas` are the screens', the primary one first;
 * at least one. O(screens + taken²).
 */
export function placeWindow(
  last: Placement | null,
  workAreas: readonly [Rectangle, ...Rectangle[]],
  taken: readonly Rectangle[],
): Placement {
  const screen = last === null ? null : screenOf(last.bounds, workAreas);
  const area = screen ?? workAreas[0];
  const isMaximized = last?.isMaximized ?? false;
  const sized = fitted(last?.bounds ?? { x: 0, y: 0, ...USUAL_SIZE }, area);
  const placed = screen === null ? centred(sized, area) : sized;
  return { bounds: beside(placed, area, taken), isMaximized };
}
