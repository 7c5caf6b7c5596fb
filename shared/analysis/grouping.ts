import type { HeapAnalysis } from './heap-analysis.ts';
import { sortByNumber } from './sort-by-number.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** A set of objects, each in one group. Groups are 0…groupCount − 1 in the order of their first members. */
export interface Grouping {
  /** Ascending nodes; a row is an index into them. */
  readonly members: Uint32Array;
  /** Group, by row. */
  readonly groupOf: Uint32Array;
  readonly groupCount: number;
  /** What the group has in common, told apart from all other groups; may be text from the snapshot. */
  readonly textOf: (group: number) => string;
  /** What a reader must know to trust the groups; null for nothing. */
  readonly note: string | null;
}

/** Sums over the members of each group. */
export interface GroupSums {
  readonly countOf: Float64Array;
  readonly shallowBytesOf: Float64Array;
  /** Bytes the members hold each by itself: the sum over members that no other member of the group dominates. */
  readonly retainedBytesOf: Float64Array;
}

const PHASE = 'Grouping objects';
const NO_GROUP = 0xffff_ffff;
/** Above this many numbers a Map beats a table of all of them. */
const MAX_TABLE = 16_000_000;

/**
 * Groups members by a number that each has; `textOf` tells it from the number and the group's first member. `numbers` is
 * one more than the greatest of them where they are small whole numbers. O(members). Throws HeapError `cancelled`.
 */
export function groupByNumberOf(
  members: Uint32Array,
  numberOf: (node: number) => number,
  textOf: (number: number, firstMember: number) => string,
  context: WorkContext,
  numbers = Number.POSITIVE_INFINITY,
): Grouping {
  const groupOf = new Uint32Array(members.length);
  const numberOfGroup: number[] = [];
  const firstOfGroup: number[] = [];
  const find = numbers <= MAX_TABLE ? tableOf(numbers) : mapOf();
  inSlices(context, PHASE, members.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const number = numberOf(members[row]);
      const group = find(number, numberOfGroup.length);
      if (group === numberOfGroup.length) {
        numberOfGroup.push(number);
        firstOfGroup.push(members[row]);
      }
      groupOf[row] = group;
    }
  });
  return {
    members,
    groupOf,
    groupCount: numberOfGroup.length,
    textOf: (group) => textOf(numberOfGroup[group], firstOfGroup[group]),
    note: null,
  };
}

/** The group of a number, `next` for one that has not come before. */
type FindGroup = (number: number, next: number) => number;

function tableOf(numbers: number): FindGroup {
  const table = new Uint32Array(numbers).fill(NO_GROUP);
  return (number, next) => {
    if (table[number] === NO_GROUP) table[number] = next;
    return table[number];
  };
}

function mapOf(): FindGroup {
  const map = new Map<number, number>();
  return (number, next) => {
    const group = map.get(number);
    if (group === undefined) map.set(number, next);
    return group ?? next;
  };
}

/**
 * Count and bytes of each group. Members are visited in the order of the dominator tree, where a member lies under
 * another of its group exactly when that one's subtree is not over. O(members), at most O(N); 4 N bytes while it runs.
 * Throws HeapError `cancelled`.
 */
export function sumGroups(heap: HeapAnalysis, grouping: Grouping, context: WorkContext): GroupSums {
  const { groupOf, groupCount, members } = grouping;
  const { graph, retainedBytesOf } = heap;
  const { positionOf, sizeOf } = heap.dominatorTree(context);
  const sums: GroupSums = {
    countOf: new Float64Array(groupCount),
    shallowBytesOf: new Float64Array(groupCount),
    retainedBytesOf: new Float64Array(groupCount),
  };
  const endOf = new Float64Array(groupCount);
  const rows = rowsInOrderOf(positionOf, members);
  inSlices(context, PHASE, rows.length, (from, to) => {
    for (let index = from; index < to; index++) {
      const node = members[rows[index]];
      const group = groupOf[rows[index]];
      sums.countOf[group]++;
      sums.shallowBytesOf[group] += graph.shallowBytesOf[node];
      if (positionOf[node] < endOf[group]) continue;
      endOf[group] = positionOf[node] + sizeOf[node];
      sums.retainedBytesOf[group] += retainedBytesOf[node];
    }
  });
  return sums;
}

/** Rows of members in ascending order of a column in which all differ. O(members · log members), at most O(N). */
function rowsInOrderOf(column: Uint32Array, members: Uint32Array): Uint32Array {
  if (members.length * 8 < column.length)
    return sortByNumber(Float64Array.from(members, (node) => column[node]));
  const rowAt = new Uint32Array(column.length).fill(NO_GROUP);
  for (let row = 0; row < members.length; row++) rowAt[column[members[row]]] = row;
  return rowAt.filter((row) => row !== NO_GROUP);
}

/** Members of one group, ascending. O(members). */
export function membersOfGroup({ members, groupOf }: Grouping, group: number): Uint32Array {
  return members.filter((_, row) => groupOf[row] === group);
}
