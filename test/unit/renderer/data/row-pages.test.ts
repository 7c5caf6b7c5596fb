import { describe, expect, test } from 'vitest';
import { HeapError } from '../../../../shared/base/errors.ts';
import type { Page } from '../../../../shared/protocol/rows.ts';
import { PAGE_ROWS, RowPages } from '../../../../renderer/data/row-pages.ts';

const TOTAL = 100_000;

interface Ask {
  readonly offset: number;
  readonly signal: AbortSignal;
}

function makePages(total = TOTAL): { pages: RowPages<number, Page<number>>; asked: Ask[] } {
  const asked: Ask[] = [];
  const pages = new RowPages<number, Page<number>>(async (offset, limit, signal) => {
    asked.push({ offset, signal });
    await Promise.resolve();
    if (signal.aborted) throw new HeapError('cancelled', 'Cancelled.');
    const rows = Array.from(
      { length: Math.max(0, Math.min(limit, total - offset)) },
      (_, index) => offset + index,
    );
    return { total, offset, rows };
  });
  return { pages, asked };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('pages of rows', () => {
  test('start asks for the first page and tells how many rows there are', async () => {
    const { pages, asked } = makePages();
    expect(pages.state.status).toBe('loading');
    pages.start();
    await settled();
    expect(asked.map((ask) => ask.offset)).toEqual([0]);
    expect(pages.state).toMatchObject({ status: 'ready', total: TOTAL });
    expect(pages.rowAt(0)).toBe(0);
    expect(pages.rowAt(PAGE_ROWS - 1)).toBe(PAGE_ROWS - 1);
    expect(pages.rowAt(PAGE_ROWS)).toBeUndefined();
  });

  test('what comes into sight is asked for once, across page borders', async () => {
    const { pages, asked } = makePages();
    pages.start();
    await settled();
    pages.need(PAGE_ROWS * 7 - 5, PAGE_ROWS * 7 + 5);
    pages.need(PAGE_ROWS * 7 - 5, PAGE_ROWS * 7 + 5);
    await settled();
    expect(asked.map((ask) => ask.offset)).toEqual([0, PAGE_ROWS * 6, PAGE_ROWS * 7]);
    expect(pages.rowAt(PAGE_ROWS * 7)).toBe(PAGE_ROWS * 7);
  });

  test('the last page may be short, and nothing is asked beyond it', async () => {
    const { pages, asked } = makePages(PAGE_ROWS + 3);
    pages.start();
    await settled();
    pages.need(PAGE_ROWS - 1, PAGE_ROWS * 9);
    await settled();
    expect(asked.map((ask) => ask.offset)).toEqual([0, PAGE_ROWS]);
    expect(pages.rowAt(PAGE_ROWS + 2)).toBe(PAGE_ROWS + 2);
    expect(pages.rowAt(PAGE_ROWS + 3)).toBeUndefined();
  });

  test('however far the user scrolls, only pages near the sight are held', async () => {
    const { pages } = makePages();
    pages.start();
    await settled();
    for (let from = 0; from < TOTAL; from += PAGE_ROWS) {
      pages.need(from, from + 30);
      await settled();
    }
    const held = Array.from({ length: TOTAL }, (_, index) => pages.rowAt(index)).filter(
      (row) => row !== undefined,
    );
    expect(held.length).toBeLessThanOrEqual(42 * PAGE_ROWS);
    expect(pages.rowAt(TOTAL - 1)).toBe(TOTAL - 1);
    pages.need(0, 30);
    await settled();
    expect(pages.rowAt(0)).toBe(0);
  });

  test('stop cancels what is under way, and its answer is not taken', async () => {
    const { pages, asked } = makePages();
    pages.start();
    pages.stop();
    await settled();
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(pages.state.status).toBe('loading');
    pages.start();
    await settled();
    expect(pages.state.status).toBe('ready');
  });

  test('a failure is told, and reload asks again', async () => {
    let broken = true;
    const pages = new RowPages<number, Page<number>>(() =>
      broken
        ? Promise.reject(new HeapError('internal', 'No.'))
        : Promise.resolve({ total: 1, offset: 0, rows: [5] }),
    );
    pages.start();
    await settled();
    expect(pages.state).toMatchObject({ status: 'failed', error: { message: 'No.' } });
    broken = false;
    pages.reload();
    await settled();
    expect(pages.state).toMatchObject({ status: 'ready', total: 1 });
    expect(pages.rowAt(0)).toBe(5);
  });
});
