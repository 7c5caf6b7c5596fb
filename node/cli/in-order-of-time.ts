import type { OpenHeap } from './heaps.ts';

/** The snapshots in the order in which they were taken; as given where a file does not say. O(heaps · log). */
export function inOrderOfTime(heaps: readonly OpenHeap[]): readonly OpenHeap[] {
  const timeOf = ({ info }: OpenHeap): number => Date.parse(info.process?.time ?? '');
  if (heaps.some((heap) => Number.isNaN(timeOf(heap)))) return heaps;
  return [...heaps].sort((a, b) => timeOf(a) - timeOf(b));
}
