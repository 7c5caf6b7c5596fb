import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import {
  MAX_PHYSICAL_HEIGHT,
  clampTop,
  physicalHeight,
  scrollTopOf,
  topShowing,
  virtualHeight,
  virtualTop,
  visibleRows,
} from './virtual-rows.ts';
import type { RowGeometry } from './virtual-rows.ts';

const OVERSCAN = 6;

export interface VirtualRows {
  readonly from: number;
  readonly to: number;
  /** Height of the box the rows stand in. */
  readonly height: number;
  /** Where row `index` stands in that box. */
  readonly offsetOf: (index: number) => number;
  readonly show: (index: number) => void;
  /** Whole rows in sight, for Page Up and Page Down. */
  readonly pageRows: number;
}

/**
 * Which rows of a list to draw in a scrolling element. `fixedHeight` is what its sticky head and foot take; a new
 * `resetKey` goes back to the top.
 */
export function useVirtualRows(
  scroller: RefObject<HTMLElement | null>,
  options: {
    readonly rows: number;
    readonly rowHeight: number;
    readonly fixedHeight: number;
    readonly resetKey: string;
  },
): VirtualRows {
  const { rows, rowHeight, fixedHeight, resetKey } = options;
  const [clientHeight, setClientHeight] = useState(0);
  const [top, setTop] = useState(0);
  const geometry: RowGeometry = { rows, rowHeight, viewHeight: Math.max(0, clientHeight - fixedHeight) };
  const now = useRef({ geometry, top });
  useLayoutEffect(() => {
    now.current = { geometry, top };
  });

  const moveTo = useCallback(
    (next: number) => {
      const clamped = clampTop(now.current.geometry, next);
      now.current = { ...now.current, top: clamped };
      setTop(clamped);
      if (scroller.current !== null) scroller.current.scrollTop = scrollTopOf(now.current.geometry, clamped);
    },
    [scroller],
  );

  useLayoutEffect(() => moveTo(0), [moveTo, resetKey]);
  useScrolling(scroller, now, setTop, moveTo);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setClientHeight(element.clientHeight));
    observer.observe(element);
    setClientHeight(element.clientHeight);
    return () => observer.disconnect();
  }, [scroller]);

  const show = useCallback(
    (index: number) => moveTo(topShowing(now.current.geometry, now.current.top, index)),
    [moveTo],
  );
  const shift = scrollTopOf(geometry, top) - clampTop(geometry, top);
  return {
    ...visibleRows(geometry, clampTop(geometry, top), OVERSCAN),
    height: physicalHeight(geometry),
    offsetOf: (index) => index * rowHeight + shift,
    show,
    pageRows: Math.max(1, Math.floor(geometry.viewHeight / rowHeight) - 1),
  };
}

/** Follows the scrollbar and, in scaled lists, the wheel: one notch must not jump over thousands of rows. */
function useScrolling(
  scroller: RefObject<HTMLElement | null>,
  now: RefObject<{ geometry: RowGeometry; top: number }>,
  setTop: (top: number) => void,
  moveTo: (top: number) => void,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const onScroll = (): void => {
      const { geometry, top } = now.current;
      // Our own doing, rounded by the browser.
      if (Math.abs(element.scrollTop - scrollTopOf(geometry, top)) < 1) return;
      const next = virtualTop(geometry, element.scrollTop);
      now.current = { geometry, top: next };
      setTop(next);
    };
    const onWheel = (event: WheelEvent): void => {
      const { geometry, top } = now.current;
      if (virtualHeight(geometry) <= MAX_PHYSICAL_HEIGHT || event.deltaY === 0 || event.ctrlKey) return;
      event.preventDefault();
      moveTo(top + event.deltaY * (event.deltaMode === 1 ? geometry.rowHeight : 1));
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
    };
  }, [scroller, now, setTop, moveTo]);
}
