import { useCallback, useState } from 'react';
import type { ColumnWidths } from './data-grid-column.ts';

/** What the user dragged columns to, and how to change it: null is back to the usual width. */
export function useColumnWidths(): [ColumnWidths, (key: string, width: number | null) => void] {
  const [widths, setWidths] = useState<ColumnWidths>({});
  const resize = useCallback((key: string, width: number | null) => {
    setWidths((before) => {
      const { [key]: dragged, ...others } = before;
      if (width === null) return others;
      return dragged === width ? before : { ...others, [key]: width };
    });
  }, []);
  return [widths, resize];
}
