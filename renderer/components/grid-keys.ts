/** The row a key leads to in a list, null for keys that do not move. O(1). */
export function nextIndex(
  key: string,
  list: { readonly active: number; readonly total: number; readonly pageRows: number },
): number | null {
  const last = list.total - 1;
  if (last < 0) return null;
  const within = (index: number): number => Math.min(Math.max(0, index), last);
  switch (key) {
    case 'ArrowDown':
      return within(list.active + 1);
    case 'ArrowUp':
      return within(list.active - 1);
    case 'PageDown':
      return within(list.active + list.pageRows);
    case 'PageUp':
      return within(list.active - list.pageRows);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
