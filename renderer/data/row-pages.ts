import { HeapError, toHeapError } from '../../shared/base/errors.ts';
import type { Progress, ReportProgress } from '../../shared/base/progress.ts';
import type { Page } from '../../shared/protocol/rows.ts';
import type { QueryStatus } from './use-query.ts';

/** Rows asked for at once: a few screens. */
export const PAGE_ROWS = 200;
/** Pages kept a list; with 200 rows a page some thousand rows, however long the list is. */
const MAX_PAGES = 40;

export type LoadPage<P> = (
  offset: number,
  limit: number,
  signal: AbortSignal,
  onProgress: ReportProgress,
) => Promise<P>;

/** What a list shows of itself. A new object for each change, so that React sees it. */
export interface RowsState<P> {
  readonly status: QueryStatus;
  /** Rows of the whole result; 0 until the first page is here. */
  readonly total: number;
  /** The page that came last: totals and greatest values are in each. */
  readonly page: P | null;
  readonly error: HeapError | null;
  /** Of the question under way; null when nobody has said. */
  readonly progress: Progress | null;
}

/**
 * A long result of which only the pages in sight are held. `need` asks for what is missing, in any order; pages far
 * from what was last needed are dropped. Nothing is asked after `stop`.
 */
export class RowPages<Row, P extends Page<Row>> {
  readonly #load: LoadPage<P>;
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #loading = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #control = new AbortController();
  #state: RowsState<P> = { status: 'loading', total: 0, page: null, error: null, progress: null };

  constructor(load: LoadPage<P>) {
    this.#load = load;
  }

  get state(): RowsState<P> {
    return this.#state;
  }

  /** The row at `index`, undefined while it is not here. O(1). */
  rowAt(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  /** Makes sure that rows `from` … `to` (exclusive) come. O(pages asked for). */
  need(from: number, to: number): void {
    if (this.#state.status === 'failed') return;
    const first = Math.max(0, Math.floor(from / PAGE_ROWS));
    const end = this.#state.page === null ? 1 : Math.ceil(Math.min(to, this.#state.total) / PAGE_ROWS);
    for (let page = first; page < end; page++) {
      if (!this.#pages.has(page) && !this.#loading.has(page)) void this.#fetch(page);
    }
    this.#dropFarFrom(first);
  }

  /** Forgets all and asks again. */
  reload(): void {
    this.stop();
    this.#control = new AbortController();
    this.#pages.clear();
    this.#change({ ...this.#state, status: 'loading', error: null, progress: null });
    void this.#fetch(0);
  }

  /** Asks for the first page, and again after a stop. */
  start(): void {
    if (this.#control.signal.aborted) this.#control = new AbortController();
    if (!this.#pages.has(0) && !this.#loading.has(0)) void this.#fetch(0);
  }

  /** Gives up what is under way, and says so. */
  cancel(): void {
    this.stop();
    this.#control = new AbortController();
    this.#change({ ...this.#state, status: 'failed', error: new HeapError('cancelled', 'Cancelled.') });
  }

  /** Cancels what is under way. */
  stop(): void {
    this.#control.abort();
    this.#loading.clear();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): RowsState<P> => this.#state;

  async #fetch(number: number): Promise<void> {
    const { signal } = this.#control;
    this.#loading.add(number);
    try {
      const page = await this.#load(number * PAGE_ROWS, PAGE_ROWS, signal, (progress) => {
        if (!signal.aborted && this.#state.status === 'loading') this.#change({ ...this.#state, progress });
      });
      if (signal.aborted) return;
      this.#loading.delete(number);
      this.#pages.set(number, page.rows);
      this.#change({ status: 'ready', total: page.total, page, error: null, progress: null });
    } catch (error) {
      if (signal.aborted) return;
      this.#loading.delete(number);
      this.#change({ ...this.#state, status: 'failed', error: toHeapError(error), progress: null });
    }
  }

  #dropFarFrom(page: number): void {
    if (this.#pages.size <= MAX_PAGES) return;
    const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page));
    for (const number of far.slice(0, this.#pages.size - MAX_PAGES)) this.#pages.delete(number);
  }

  #change(state: RowsState<P>): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
