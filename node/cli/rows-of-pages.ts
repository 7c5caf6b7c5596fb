import { MAX_PAGE, type Window } from '../../shared/protocol/engine-api.ts';
import type { Page } from '../../shared/protocol/rows.ts';

/** A whole result, asked for page by page. */
export interface Pages<Result extends Page<unknown>> {
  /** The first page, for its totals. */
  readonly first: Result;
  /** All rows up to the limit, a page at a time, the first included. May be read once. */
  readonly rows: AsyncIterable<Result['rows']>;
}

/**
 * Asks for a result page after page, MAX_PAGE rows at a time, at most `limit` rows (null: all of them). The first page
 * is asked for at once, the others while they are read.
 */
export async function askPages<Result extends Page<unknown>>(
  ask: (window: Window) => Promise<Result>,
  limit: number | null,
): Promise<Pages<Result>> {
  const most = limit ?? Number.POSITIVE_INFINITY;
  const first = await ask({ offset: 0, limit: Math.max(1, Math.min(MAX_PAGE, most)) });
  return { first, rows: readOn(ask, first, most) };
}

async function* readOn<Result extends Page<unknown>>(
  ask: (window: Window) => Promise<Result>,
  first: Result,
  most: number,
): AsyncGenerator<Result['rows']> {
  let rows: Result['rows'] = first.rows.slice(0, most);
  let offset = 0;
  const end = Math.min(first.total, most);
  for (;;) {
    yield rows;
    offset += rows.length;
    if (offset >= end || rows.length === 0) return;
    rows = (await ask({ offset, limit: Math.min(MAX_PAGE, end - offset) })).rows;
  }
}
