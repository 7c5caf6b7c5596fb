/** The empty set. */
export const EMPTY_SET = 0;

/**
 * Sets of small numbers as single numbers: equal sets have one number. A trie in which numbers are added in ascending
 * order; about 100 bytes a distinct set.
 */
export class NumberSets {
  private readonly next = new Map<number, number>();
  private readonly parents: number[] = [-1];
  private readonly members: number[] = [-1];
  private readonly size: number;

  /** `size` is one more than the greatest number that can be in a set. */
  constructor(size: number) {
    this.size = size;
  }

  /** The set with one more number, which is greater than all in it. O(1) expected. */
  with(set: number, number: number): number {
    const place = set * this.size + number;
    let made = this.next.get(place);
    if (made === undefined) {
      made = this.parents.push(set) - 1;
      this.members.push(number);
      this.next.set(place, made);
    }
    return made;
  }

  /** The set of numbers in any order, with repeats; the array is sorted. O(length · log length). */
  of(numbers: number[]): number {
    let set = EMPTY_SET;
    let last = -1;
    if (numbers.length > 1) numbers.sort((a, b) => a - b);
    for (const number of numbers) {
      if (number !== last) set = this.with(set, number);
      last = number;
    }
    return set;
  }

  /** The numbers of a set, ascending. O(its size). */
  numbersOf(set: number): number[] {
    const numbers: number[] = [];
    for (let each = set; each !== EMPTY_SET; each = this.parents[each]) numbers.push(this.members[each]);
    return numbers.reverse();
  }
}
