import { HeapError, toHeapError } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/progress.ts';
import type { CallOptions } from '../../shared/protocol/host-api.ts';

/** Where the rows of a tree come from. */
export interface TreeSource<Row> {
  /**
   * Rows from `offset` on of those directly under the last of `parents` (the top: none), and how many there are in all.
   * An answer without rows ends the branch, whatever its total says.
   */
  readonly load: (
    parents: readonly Row[],
    offset: number,
    options: CallOptions,
  ) => Promise<{ readonly rows: readonly Row[]; readonly total: number }>;
  /** Tells a row from its siblings. */
  readonly keyOf: (row: Row) => string;
  readonly canOpen: (row: Row) => boolean;
}

interface LineBase {
  /** Names the line in the whole tree. */
  readonly key: string;
  /** From 1. */
  readonly level: number;
  /** Key of the row above; '' at the top. */
  readonly parent: string;
}
/** One line of a tree as it is on the screen. */
export type TreeLine<Row> =
  | (LineBase & {
      readonly kind: 'row';
      readonly row: Row;
      /** null: there is nothing under it. */
      readonly isOpen: boolean | null;
      /** From 1 of `siblings`. */
      readonly position: number;
      readonly siblings: number;
    })
  | (LineBase & { readonly kind: 'more'; readonly left: number })
  | (LineBase & { readonly kind: 'waiting' })
  | (LineBase & { readonly kind: 'failed'; readonly error: HeapError });

export interface TreeState<Row> {
  readonly lines: readonly TreeLine<Row>[];
  /** Rows directly under the top, in all; null before the first answer. */
  readonly total: number | null;
  /** Why the top could not be had. */
  readonly error: HeapError | null;
  /** Of the top's question. */
  readonly progress: Progress | null;
}

interface Branch<Row> {
  rows: readonly Row[];
  total: number;
  isLoading: boolean;
  error: HeapError | null;
}

const TOP = '';

/**
 * A tree of which only the branches are held that were opened. Each change makes a new state: O(lines on the screen).
 * Nothing is asked after `stop`.
 */
export class TreeBranches<Row> {
  readonly #source: TreeSource<Row>;
  readonly #branches = new Map<string, Branch<Row>>();
  readonly #open = new Set<string>([TOP]);
  readonly #listeners = new Set<() => void>();
  #control = new AbortController();
  #state: TreeState<Row> = { lines: [], total: null, error: null, progress: null };

  constructor(source: TreeSource<Row>) {
    this.#source = source;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): TreeState<Row> => this.#state;

  /** Asks for the top, unless it is there or was given up. */
  start(): void {
    if (this.#control.signal.aborted) this.#control = new AbortController();
    const top = this.#branches.get(TOP);
    if (top === undefined || (top.rows.length === 0 && top.error === null)) void this.#load(TOP, []);
  }

  /** Cancels what is under way. */
  stop(): void {
    this.#control.abort();
    for (const branch of this.#branches.values()) branch.isLoading = false;
  }

  /** Gives up what is under way, and says so. */
  cancel(): void {
    this.stop();
    this.#control = new AbortController();
    for (const branch of this.#branches.values()) {
      if (branch.rows.length === 0 && branch.error === null)
        branch.error = new HeapError('cancelled', 'Cancelled.');
    }
    this.#changed(null);
  }

  /** Forgets all and asks again. */
  reload(): void {
    this.stop();
    this.#control = new AbortController();
    this.#branches.clear();
    this.#changed(null);
    void this.#load(TOP, []);
  }

  /** Opens a closed row, and the other way round. */
  toggle(key: string): void {
    if (this.#open.delete(key)) {
      this.#changed(this.#state.progress);
      return;
    }
    this.#open.add(key);
    const branch = this.#branches.get(key);
    if (branch === undefined || branch.error !== null) void this.#load(key, this.#parentsOf(key));
    else this.#changed(this.#state.progress);
  }

  /** Asks for the next rows of a branch, or again for those that failed. `key` '' is the top. */
  more(key: string): void {
    if (this.#branches.get(key)?.isLoading !== true) void this.#load(key, this.#parentsOf(key));
  }

  /** The rows from the top down to the one with the key. */
  #parentsOf(key: string): readonly Row[] {
    const parents: Row[] = [];
    let at = key;
    for (let index = this.#state.lines.length - 1; index >= 0 && at !== TOP; index--) {
      const line = this.#state.lines[index];
      if (line.key !== at || line.kind !== 'row') continue;
      parents.unshift(line.row);
      at = line.parent;
    }
    return parents;
  }

  async #load(key: string, parents: readonly Row[]): Promise<void> {
    const { signal } = this.#control;
    const branch = this.#branches.get(key) ?? { rows: [], total: 0, isLoading: true, error: null };
    this.#branches.set(key, Object.assign(branch, { isLoading: true, error: null }));
    this.#changed(null);
    const onProgress = (progress: Progress): void => {
      if (key === TOP && !signal.aborted) this.#changed(progress);
    };
    try {
      const answer = await this.#source.load(parents, branch.rows.length, { signal, onProgress });
      if (signal.aborted) return;
      branch.rows = [...branch.rows, ...answer.rows];
      branch.total = answer.rows.length === 0 ? branch.rows.length : answer.total;
    } catch (error) {
      if (signal.aborted) return;
      branch.error = toHeapError(error);
    }
    branch.isLoading = false;
    this.#changed(null);
  }

  #changed(progress: Progress | null): void {
    const top = this.#branches.get(TOP);
    const isEmpty = (top?.rows.length ?? 0) === 0;
    this.#state = {
      lines: isEmpty ? [] : this.#lines(),
      total: top === undefined || (isEmpty && (top.isLoading || top.error !== null)) ? null : top.total,
      error: isEmpty ? (top?.error ?? null) : null,
      progress,
    };
    for (const listener of this.#listeners) listener();
  }

  #lines(): TreeLine<Row>[] {
    const lines: TreeLine<Row>[] = [];
    // Branches under way, innermost last; an explicit stack, for a tree may be opened a thousand levels deep.
    const stack = [{ key: TOP, next: 0 }];
    for (let at = stack.at(-1); at !== undefined; at = stack.at(-1)) {
      const { key: parent } = at;
      const branch = this.#branches.get(parent);
      const level = stack.length;
      const row = branch?.rows.at(at.next);
      if (branch === undefined || row === undefined || at.next >= branch.rows.length) {
        const last = branch === undefined ? null : lastLine(branch, parent, level);
        if (last !== null) lines.push(last);
        stack.pop();
        continue;
      }
      at.next++;
      const key = `${parent === TOP ? '' : `${parent},`}${JSON.stringify(this.#source.keyOf(row))}`;
      const isOpen = this.#source.canOpen(row) ? this.#open.has(key) : null;
      const siblings = branch.total;
      lines.push({ kind: 'row', key, level, parent, row, isOpen, position: at.next, siblings });
      if (isOpen === true) stack.push({ key, next: 0 });
    }
    return lines;
  }
}

/** What stands behind the rows of a branch; null when they are all. */
function lastLine<Row>(branch: Branch<Row>, parent: string, level: number): TreeLine<Row> | null {
  const base = { key: `${parent}…`, level, parent };
  if (branch.error !== null) return { ...base, kind: 'failed', error: branch.error };
  if (branch.isLoading) return { ...base, kind: 'waiting' };
  const left = branch.total - branch.rows.length;
  return left > 0 ? { ...base, kind: 'more', left } : null;
}
