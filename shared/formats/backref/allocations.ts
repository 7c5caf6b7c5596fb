import type { AddressIndex } from '../../graph/address-index.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';
import type { StringTable } from '../../graph/string-table.ts';
import { visibleText } from '../../base/visible-text.ts';
import type { AllocationTable } from './tables.ts';

const MAX_FILE_NAME = 500;
const NO_STACK = 0xffff_ffff;

/** One line of an allocation's traceback. */
export interface AllocationLine {
  readonly file: string;
  readonly line: number;
}

/**
 * A function from nodes to where they were allocated, innermost first. The stack column takes four bytes a node, and
 * is only made when there are allocations. O(N + objects with allocations).
 */
export function allocationsByNode(
  tables: readonly AllocationTable[],
  nodeCount: number,
  index: AddressIndex,
  strings: StringTable,
): (node: number) => readonly AllocationLine[] {
  if (tables.every(({ stack }) => stack.length === 0)) return () => [];
  const stackOf = new Uint32Array(nodeCount).fill(NO_STACK);
  // Stacks are numbered through all tables.
  const firstStack: number[] = [];
  let stacks = 0;
  for (const { stackStart, addressWords, stack } of tables) {
    firstStack.push(stacks);
    stack.forEach((each, row) => {
      const node = index.find(addressWords[2 * row], addressWords[2 * row + 1]);
      if (node !== NO_NODE) stackOf[node] = stacks + each;
    });
    stacks += stackStart.length - 1;
  }
  return (node) => {
    const numbered = stackOf[node] ?? NO_STACK;
    if (numbered === NO_STACK) return [];
    const table = firstStack.findLastIndex((first) => first <= numbered);
    const { stackStart, stackFrame, file, line } = tables[table];
    const stack = numbered - firstStack[table];
    return Array.from(stackFrame.subarray(stackStart[stack], stackStart[stack + 1]), (frame) => ({
      file: visibleText(strings.get(file[frame]), MAX_FILE_NAME),
      line: line[frame],
    }));
  };
}
