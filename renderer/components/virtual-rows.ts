/**
 * Arithmetic of a list whose rows are all equally high and far more than a browser can lay out: Chromium's boxes end
 * near 33 million pixels, a snapshot may hold 40 million strings. The scrollbar's range (physical) is then a scaled
 * picture of the list's (virtual). All lengths in CSS pixels.
 */
export interface RowGeometry {
  readonly rows: number;
  readonly rowHeight: number;
  /** Height of the part of the list that is in sight. */
  readonly viewHeight: number;
}

/** Height that every browser can lay out. */
export const MAX_PHYSICAL_HEIGHT = 8_000_000;

export function virtualHeight({ rows, rowHeight }: RowGeometry): number {
  return rows * rowHeight;
}

/** Height to give the box that scrolls. */
export function physicalHeight(geometry: RowGeometry): number {
  return Math.min(virtualHeight(geometry), MAX_PHYSICAL_HEIGHT);
}

function maxTop(height: number, viewHeight: number): number {
  return Math.max(0, height - viewHeight);
}

/** The nearest possible virtual top. */
export function clampTop(geometry: RowGeometry, top: number): number {
  return Math.min(Math.max(0, top), maxTop(virtualHeight(geometry), geometry.viewHeight));
}

/** scrollTop → virtual top; the same number while the list is not scaled. */
export function virtualTop(geometry: RowGeometry, scrollTop: number): number {
  const physical = maxTop(physicalHeight(geometry), geometry.viewHeight);
  const virtual = maxTop(virtualHeight(geometry), geometry.viewHeight);
  return physical === 0 ? 0 : clampTop(geometry, (scrollTop * virtual) / physical);
}

/** Virtual top → scrollTop. */
export function scrollTopOf(geometry: RowGeometry, top: number): number {
  const physical = maxTop(physicalHeight(geometry), geometry.viewHeight);
  const virtual = maxTop(virtualHeight(geometry), geometry.viewHeight);
  return virtual === 0 ? 0 : (clampTop(geometry, top) * physical) / virtual;
}

/** Rows that touch the view, with `overscan` more on either side: from … to (exclusive). O(1). */
export function visibleRows(
  geometry: RowGeometry,
  top: number,
  overscan: number,
): { from: number; to: number } {
  const { rows, rowHeight, viewHeight } = geometry;
  return {
    from: Math.max(0, Math.floor(top / rowHeight) - overscan),
    to: Math.min(rows, Math.ceil((top + viewHeight) / rowHeight) + overscan),
  };
}

/** The virtual top nearest to `top` at which row `index` is wholly in sight. O(1). */
export function topShowing(geometry: RowGeometry, top: number, index: number): number {
  const start = index * geometry.rowHeight;
  const end = start + geometry.rowHeight;
  if (start < top) return clampTop(geometry, start);
  if (end > top + geometry.viewHeight) return clampTop(geometry, end - geometry.viewHeight);
  return top;
}
